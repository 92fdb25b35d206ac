"""Many at once. The rounds are many, because a race that is lost once in ten times is lost."""

from itertools import islice, product

from judge_tester import expect, no_lost_update

ALPHABET = "bcdfghjkmnpqrstv"
CLIENTS = 40


def link(name, number, **alias):
    return {"url": f"https://{name}.example/{number}", **alias}


def test_no_code_is_given_out_twice(service):
    """Of 4096 codes every 64th is an alias already; 160 more make an accidental collision as good as certain."""
    taken = ["".join(letters) for letters in islice(product(ALPHABET, repeat=3), 0, None, 64)]
    aliased = service.fire(len(taken), lambda client, n: client.post("/links", json=link("taken", n, alias=taken[n])))
    aliased.all_in({201, 409})  # 409: an earlier test was given this code
    seen = {}
    for turn in range(4):
        made = service.fire(CLIENTS, lambda client, n, turn=turn: client.post("/links", json=link(f"turn{turn}", n)))
        made.all_in({201})
        for response in made.responses:
            code, url = response.json()["code"], response.json()["url"]
            assert code not in seen, f"two links have the code {code!r}: {seen[code]} and {url}"
            seen[code] = url
    reused = sorted(set(taken) & set(seen))
    assert not reused, f"codes that were taken as aliases before were given out again: {reused}"
    for code, url in list(seen.items())[::8]:
        expect(service.client.get(f"/links/{code}")).status(200).json({"code": code, "url": url})


def test_of_many_who_want_an_alias_one_gets_it(service):
    for turn in range(3):
        alias = f"wanted-{turn}"
        wanted = service.fire(
            CLIENTS, lambda client, n, alias=alias: client.post("/links", json=link("wanted", n, alias=alias))
        )
        wanted.all_in({201, 409})
        winner = wanted.exactly_one(201)
        expect(service.client.get(f"/links/{alias}")).status(200).json({"url": winner.json()["url"], "clicks": 0})


def test_no_click_is_lost_or_counted_for_another_link(service):
    for alias in ("busy", "busier"):
        expect(service.client.post("/links", json=link("clicks", 0, alias=alias))).status(201)
    for _ in range(6):
        service.fire(CLIENTS, lambda client, n: client.get("/busy" if n % 4 == 0 else "/busier")).all_in({302})
    for alias, expected in (("busy", 6 * CLIENTS // 4), ("busier", 6 * CLIENTS * 3 // 4)):
        shown = service.client.get(f"/links/{alias}")
        expect(shown).status(200)
        no_lost_update(expected, shown.json()["clicks"], f"clicks of {alias}")


def test_a_link_is_deleted_once(service):
    expect(service.client.post("/links", json=link("clicks", 0, alias="doomed"))).status(201)
    deleted = service.fire(CLIENTS, lambda client, n: client.delete("/links/doomed"))
    deleted.all_in({204, 410})
    deleted.exactly_one(204)
