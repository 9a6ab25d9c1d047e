// Words of scripts in the language of the page: the element of this script holds them as JSON.
const word = (() => {
  "use strict";
  const words = JSON.parse(document.currentScript.dataset.spoken);
  const language = document.documentElement.lang;
  return (name, values = {}) => {
    const forms = words[name];
    const text = typeof forms === "string" ? forms : forms[new Intl.PluralRules(language).select(values.count)] ?? forms.other;
    return text.replace(/\{(\w+)\}/g, (_, key) => values[key].toLocaleString(language));
  };
})();
