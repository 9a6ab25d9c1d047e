import argparse

import pytest

from fridaygram.commands.base import blog_root, share, whole
from fridaygram.errors import UsageError


def test_whole_numbers_from_a_least_one_on():
    assert whole(1)("12") == 12
    for text, problem in (("0", "0 is less than 1"), ("1.5", "'1.5' is not a whole number"), ("", "'' is not")):
        with pytest.raises(argparse.ArgumentTypeError, match=problem):
            whole(1)(text)


def test_whole_numbers_up_to_a_greatest_one():
    assert whole(1, 1200)("1200") == 1200
    with pytest.raises(argparse.ArgumentTypeError, match=r"^1,201 is more than 1,200$"):
        whole(1, 1200)("1201")


@pytest.mark.parametrize("text", ["0", "0.2", "0.999"])
def test_a_share(text):
    assert share(text) == float(text)


@pytest.mark.parametrize("text", ["1", "-0.1", "nan", "inf", "half"])
def test_no_share(text):
    with pytest.raises(argparse.ArgumentTypeError):
        share(text)


def test_a_folder_whose_name_is_not_utf8_is_no_blog(tmp_path):
    with pytest.raises(UsageError, match="the folder's name is not UTF-8: "):
        blog_root(argparse.Namespace(blog=f"{tmp_path}/caf\udce9"))
