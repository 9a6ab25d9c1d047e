import pytest

from fridaygram.languages.counting import counted

JAPANESE = "今日は天気です。言語モデルは、次の文字を予測します。"


def test_words_with_spaces_are_counted_by_their_spaces():
    assert counted("One phrase — and what follows") == (6, 1)
    assert counted(" ".join(["word"] * 460)) == (460, 2)


def test_japanese_is_cut_into_phrases_and_read_by_letters():
    words, minutes = counted(JAPANESE, "ja")
    assert 5 <= words <= 9
    assert minutes == 1
    assert counted(JAPANESE * 100, "ja")[1] == round(
        100 * len(JAPANESE.translate({ord("。"): "", ord("、"): ""})) / 357
    )


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("语言模型预测下一个字符。", "zh"),
        ("語言模型預測下一個字元。", "zh-Hant"),
        ("แบบจำลองภาษาทำนายตัวอักษรถัดไป", "th"),
    ],
)
def test_chinese_and_thai_have_several_words(text, tag):
    assert 2 <= counted(text, tag)[0] < len(text)


def test_words_of_both_kinds_add_up():
    alone = counted("言語モデル", "ja")[0]
    assert counted("The 言語モデル of week 1。", "ja") == (alone + 4, 1)


def test_a_text_has_a_minute_at_least():
    assert counted("") == (0, 1)
