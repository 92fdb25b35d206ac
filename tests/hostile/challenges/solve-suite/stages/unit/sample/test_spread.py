from main import spread


def test_of_three():
    assert spread([3, 14, 15]) == 12
