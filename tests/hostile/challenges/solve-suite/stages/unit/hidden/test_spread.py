import unittest

import pytest
from main import spread


@pytest.mark.parametrize(("numbers", "expected"), [([92, 65, 35, 89], 57), ([-4, 4], 8), ([7], 0)])
def test_of_numbers(numbers, expected):
    assert spread(numbers) == expected


def test_of_words_is_refused():
    with pytest.raises(TypeError):
        spread(["a", "b"])


class TestEdges(unittest.TestCase):
    def test_of_none(self):
        self.assertEqual(spread([]), 0)
