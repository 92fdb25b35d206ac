from typing import Any

import pytest
from openapi_pydantic import OpenAPI

from judge.api.problems import CODES
from tests.fakes.world import World

METHODS = {"get", "post", "put", "delete", "patch"}


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def document(world: World) -> Any:
    return world.client.get("/openapi.json").json


def operations(document: Any) -> dict[tuple[str, str], Any]:
    return {
        (method.upper(), path): operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }


def test_the_document_is_openapi_3_1(document: Any) -> None:
    assert document["openapi"].startswith("3.1.")
    assert OpenAPI.model_validate(document).info.title == "Backend judge"


def test_it_has_every_route_and_no_other(world: World, document: Any) -> None:
    routes = {
        (method, rule.rule.replace("<", "{").replace(">", "}"))
        for rule in world.app.url_map.iter_rules()
        if not rule.endpoint.startswith(("asset ", "also "))
        for method in rule.methods or ()
        if method not in ("HEAD", "OPTIONS")
    }
    assert set(operations(document)) == routes


def test_every_reference_leads_somewhere(document: Any) -> None:
    def references(value: Any) -> list[str]:
        if isinstance(value, dict):
            own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
            return own + [found for each in value.values() for found in references(each)]
        return [found for each in value for found in references(each)] if isinstance(value, list) else []

    found = references(document)
    assert found
    for reference in found:
        assert reference.removeprefix("#/components/schemas/") in document["components"]["schemas"]


def test_every_call_has_a_good_answer_and_its_errors_are_problems(document: Any) -> None:
    seen = set()
    for operation in operations(document).values():
        statuses = set(operation["responses"])
        assert any(status.startswith("2") for status in statuses)
        for status, answer in operation["responses"].items():
            content = answer.get("content", {})
            if operation["operationId"].endswith("_join_token") and "text/html" in content:
                continue  # a page for people, with the reason in it
            if status >= "400" and operation["operationId"] != "get_readyz":
                assert list(content) == ["application/problem+json"], (operation["operationId"], status)
                seen |= {code for code in CODES if f"`{code}`" in answer["description"]}
    everywhere = {"method_not_allowed", "untrusted_host"}
    assert set(CODES) - seen == everywhere


def test_the_request_models_forbid_unknown_keys(document: Any) -> None:
    schemas = document["components"]["schemas"]
    assert schemas["SubmissionRequest"]["additionalProperties"] is False
    assert set(schemas["SubmissionRequest"]["required"]) == {"challenge", "runtime", "files"}
    body = operations(document)[("POST", "/api/v1/submissions")]["requestBody"]["content"]
    assert set(body) == {"application/json", "multipart/form-data"}


def test_parameters_tell_their_limits(document: Any) -> None:
    parameters = {
        parameter["name"]: parameter
        for operation in operations(document).values()
        for parameter in operation.get("parameters", ())
    }
    assert parameters["wait"]["schema"]["maximum"] == 60
    assert parameters["limit"]["schema"]["maximum"] == 200
    assert parameters["Idempotency-Key"]["in"] == "header"
    assert "skipped" not in parameters["verdict"]["schema"]["enum"]


def test_parameters_have_no_key_that_the_specification_forbids_there(document: Any) -> None:
    """``allowEmptyValue`` and ``allowReserved`` are for queries only: a strict reader refuses the whole document."""
    allowed = {"name", "in", "required", "description", "schema"}
    for name, operation in operations(document).items():
        for parameter in operation.get("parameters", ()):
            assert set(parameter) <= allowed, (name, parameter)
        for status, answer in operation["responses"].items():
            for header in answer.get("headers", {}).values():
                assert set(header) <= {"description", "schema"}, (name, status)


def test_it_is_made_once(world: World) -> None:
    assert world.client.get("/openapi.json").data == world.client.get("/openapi.json").data
