import pytest

from fridaygram.config import load_site
from fridaygram.errors import ConfigError
from fridaygram.publish.ready import check_address

START = 'title = "A"\nauthor = "B"\n'


def checked(tmp_path, base, domain=None):
    text = f'{START}base_url = "{base}"\n'
    if domain is not None:
        text += f'[publish]\ndomain = "{domain}"\n'
    (tmp_path / "site.toml").write_text(text)
    check_address(load_site(tmp_path), tmp_path)


@pytest.mark.parametrize(
    ("base", "domain"),
    [
        ("https://you.github.io/", None),
        ("https://you.github.io/blog", None),
        ("https://www.fridays.blog/", "www.fridays.blog"),
        ("https://fridays.blog/", "Fridays.blog"),
    ],
)
def test_addresses_that_pages_serves(tmp_path, base, domain):
    checked(tmp_path, base, domain)


@pytest.mark.parametrize(
    ("base", "domain", "problem"),
    [
        ("https://example.org/", None, "site.toml:3: base_url is still https://example.org/; say where"),
        ("https://fridays.blog/", None, 'site.toml:3: base_url .* custom domain; add domain = "fridays.blog"'),
        ("https://you.github.io/blog/", "fridays.blog", "site.toml:3: .* sent to fridays.blog; write base_url"),
        ("https://fridays.blog/blog/", "fridays.blog", 'site.toml:3: .* base_url = "https://fridays.blog/"'),
        ("https://fridays.blog/", "https://fridays.blog", "site.toml:5: 'https://fridays.blog' is no domain"),
        ("https://fridays.blog/", "fridays", "site.toml:5: 'fridays' is no domain"),
        ("https://fridays.blog/", "-a.blog", "site.toml:5: '-a.blog' is no domain"),
    ],
)
def test_addresses_that_contradict(tmp_path, base, domain, problem):
    with pytest.raises(ConfigError, match=problem):
        checked(tmp_path, base, domain)
