import secrets

from judge_tester import expect


def test_of_numbers_that_nobody_knows(service):
    numbers = [secrets.randbelow(10**9) for _ in range(5)]
    expect(service.client.post("/sum", json=numbers)).status(200).json({"sum": sum(numbers)})


def test_of_none(service):
    expect(service.client.post("/sum", json=[])).status(200).json({"sum": 0})


def test_of_words_is_refused(service):
    expect(service.client.post("/sum", json=["a"])).status(400)


def test_one_answer_for_each_request(service):
    for number in range(5):
        expect(service.client.post("/sum", json=[number, number])).status(200).json({"sum": 2 * number})
