from judge_tester import expect


def test_of_two(service):
    expect(service.client.post("/sum", json=[3, 14])).status(200).json({"sum": 17})
