"""What has to be done for one submission, before any box is touched: whose files win, which program runs, how much
the box must hold."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields, replace

from judge.domain.challenge import AnyStage, Challenge, Isolation
from judge.domain.limits import BUILD, Limits
from judge.runtimes import Runtime
from worker.graders.http.surroundings import sidecar_specs
from worker.sandbox.interface import BoxSpec, PodSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A submission's whole tree, the files of it that nobody may change, and the commands that build it."""

    files: Mapping[str, bytes]
    readonly: Mapping[str, bytes]
    main: str
    runtime: Runtime
    build: tuple[tuple[str, ...], ...]
    build_limits: Limits
    spec: BoxSpec

    def limits(self, stage: AnyStage) -> Limits:
        """The stage's limits, widened for the runtime."""
        return _scaled(stage.limits, self.runtime)

    def program(self, stage: AnyStage) -> tuple[str, ...]:
        return self.runtime.run_command(self.files, self.main, stage.limits.memory_mib)


def plan(challenge: Challenge, runtime: Runtime, submitted: Mapping[str, bytes]) -> Plan:
    """The plan for what was submitted; ``challenge`` says which files win."""
    files = challenge.files_for(runtime.name, submitted)
    main = challenge.main_file(runtime.name, runtime.main)
    stages = widest(*(_scaled(stage.limits, runtime) for stage in challenge.stages))
    build = replace(
        BUILD,
        memory_mib=max(stages.memory_mib, runtime.build_memory_mib),
        disk_mib=max(stages.disk_mib, runtime.build_disk_mib),
    )
    commands = runtime.build_commands(files, main, build.memory_mib)
    spec = BoxSpec(
        runtime=runtime.name,
        limits=widest(stages, build) if commands else stages,
        fresh=challenge.isolation is Isolation.FRESH,
    )
    readonly = challenge.readonly.get(runtime.name, {})
    return Plan(
        files=files,
        readonly=readonly,
        main=main,
        runtime=runtime,
        build=commands,
        build_limits=build,
        spec=spec,
    )


def pod_spec(challenge: Challenge, spec: BoxSpec) -> PodSpec | None:
    """The pod for a challenge with services, the sidecars of its first one made ahead; none for other challenges."""
    services = challenge.services
    return PodSpec(box=spec, sidecars=sidecar_specs(services[0])) if services else None


def with_all_sidecars(pod: PodSpec, challenge: Challenge) -> PodSpec:
    """The pod as it must be possible: with what later stages want beside them too."""
    wanted = (spec for stage in challenge.services for spec in sidecar_specs(stage))
    return replace(pod, sidecars=tuple(dict.fromkeys(wanted)))


def widest(*limits: Limits) -> Limits:
    """Limits that hold each of ``limits``."""
    rows = [astuple(each) for each in limits]
    names = (field.name for field in fields(Limits))
    return Limits(**dict(zip(names, map(max, zip(*rows, strict=True)), strict=True)))


def _scaled(limits: Limits, runtime: Runtime) -> Limits:
    return limits.scaled(time_factor=runtime.time_factor, memory_extra_mib=runtime.memory_extra_mib)
