"""Whatever stands in a package, it loads or it is refused with problems; nothing else ever comes out."""

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from judge.domain.challenge import Challenge
from judge.domain.errors import InvalidInput
from judge.packages import load
from judge.packages.kinds import KINDS
from judge.packages.manifest import ChallengeModel
from judge.packages.service import ServiceModel
from tests.unit.packages_sample import FILES, RUNTIMES
from tests.unit.service_sample import SERVICE_FILES

words = st.sampled_from(
    ["any", "python", "stdio", "suite", "http", "tokens", "program", "sample", "hidden", "cases", "unit", "full", "sum"]
)
KEYS = {"name", "type", "points", "path", "runtime", "cpu_s", "wall_s", "visibility", "scoring", "python", "db"}
leaves = (
    words
    | st.text(max_size=8)
    | st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=10**400, max_value=10**401)
    | st.floats()
)


def mappings(keys, inner):
    return st.dictionaries(st.sampled_from(sorted(keys)) | st.text(max_size=5), inner, max_size=8)


anything = st.recursive(leaves, lambda inner: st.lists(inner, max_size=4) | mappings(KEYS, inner), max_leaves=8)
stage_keys = {key for model in KINDS.values() for key in model.model_fields} | set(ServiceModel.model_fields)
stages = st.lists(mappings(stage_keys, anything) | anything, max_size=3)
manifests = mappings(ChallengeModel.model_fields, anything) | st.builds(
    lambda base, found: {**base, "stages": found}, mappings(ChallengeModel.model_fields, anything), stages
)


def written(manifest):
    return yaml.dump(manifest, Dumper=yaml.CSafeDumper, allow_unicode=True).encode()


def load_or_refuse(files):
    outcome: Challenge | InvalidInput
    try:
        outcome = load(files, RUNTIMES)
    except InvalidInput as refused:
        outcome = refused
    if isinstance(outcome, InvalidInput):
        assert outcome.problems
        assert all(problem.message and problem.field.encode() is not None for problem in outcome.problems)
    else:
        assert outcome.stages


@settings(max_examples=40, deadline=None)
@given(manifests)
def test_any_mapping_loads_or_is_refused(manifest):
    load_or_refuse({**FILES, "challenge.yaml": written(manifest)})


GOOD = yaml.safe_load(FILES["challenge.yaml"])


def paths_of(value, path=()):
    yield path
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths_of(inner, (*path, key))


def replaced(value, path, new):
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], new)
    return copy


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(list(paths_of(GOOD))), anything)
def test_a_good_manifest_with_any_value_anywhere_loads_or_is_refused(path, value):
    manifest = replaced(GOOD, path, value)
    load_or_refuse({**FILES, "challenge.yaml": written(manifest)})


GOOD_SERVICE = yaml.safe_load(SERVICE_FILES["challenge.yaml"])
services = mappings(ServiceModel.model_fields, anything)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(list(paths_of(GOOD_SERVICE))), anything | services)
def test_a_good_service_with_any_value_anywhere_loads_or_is_refused(path, value):
    load_or_refuse({**SERVICE_FILES, "challenge.yaml": written(replaced(GOOD_SERVICE, path, value))})


parts = st.sampled_from(
    ["stages", "submissions", "starter", "readonly", "cases", "unit", "sample", "hidden", "accepted", "python", "1.in"]
) | st.text(max_size=4)
file_paths = st.lists(parts, min_size=1, max_size=5).map("/".join)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(file_paths, st.binary(max_size=20), max_size=8), st.sets(st.sampled_from(sorted(FILES))))
def test_any_files_load_or_are_refused(added, gone):
    load_or_refuse({path: content for path, content in FILES.items() if path not in gone} | added)


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_for_a_manifest_load_or_are_refused(content):
    load_or_refuse({**FILES, "challenge.yaml": content})
