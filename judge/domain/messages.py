"""Every cause the judge can name, with one sentence for the candidate. Codes are stable; sentences may improve."""

CAUSES: dict[str, str] = {
    "wrong_output": "The program's output is not the expected one.",
    "tests_failed": "Some of the checks failed.",
    "collection_failed": "The tests could not be loaded with your code: importing it failed.",
    "test_not_reported": "This test did not report a result, so it counts as failed.",
    "tests_disturbed": "Your code changes how tests run or report: one that has to fail did not, so no pass counts.",
    "missing_dependency": "Your code needs a package that is not installed in this runtime.",
    "build_failed": "Your code could not be built; the build log says why.",
    "cpu_time": "The program used more processor time than allowed.",
    "wall_time": "The program took longer than allowed, mostly waiting.",
    "out_of_memory": "The program used more memory than allowed.",
    "killed_by_signal": "The program was ended by a signal.",
    "nonzero_exit": "The program ended with an exit status other than 0.",
    "too_much_output": "The program printed more than allowed.",
    "disk_full": "The program wrote more to disk than allowed.",
    "too_many_processes": "The program started more processes or threads than allowed.",
    "exited_at_start": "The service ended before it was ready.",
    "never_listened": "The service did not listen in time on the host and port given in HOST and PORT.",
    "listened_but_never_answered": "The service listened on its port, but did not answer there in time.",
    "died_during_test": "The service ended while it was being tested.",
    "request_timeout": "The service did not answer a request in time.",
    "test_timeout": "This test took longer than allowed.",
    "response_too_large": "The service answered a request with more bytes than allowed.",
    "unreachable": "The service refused a connection, or broke it off before its answer was complete.",
    "port_taken": "The service took a port that belongs to the judge; it may only take the port in PORT.",
    "stage_needs": "Not run: a stage that this one needs was not accepted.",
    "stopped_early": "Not run: an earlier test failed and this stage stops at the first failure.",
    "checker_failed": "The challenge's checker did not give a verdict. This is not your fault.",
    "tests_not_recorded": "The challenge's tests could not be listed. This is not your fault, and it does not count.",
    "sidecar_failed": "A database or cache beside the service failed. This is not your fault, and it does not count.",
    "service_refused": "The judge cannot run this stage's service. This is not your fault, and it does not count.",
    "box_broken": "The box that your program ran in broke, and others did not. It is no result, and costs an attempt.",
    "sandbox_failed": "The judge could not run this submission. This is not your fault, and it does not count.",
    "not_graded": "The judge has no proof of a result. This is not your fault, and it does not count.",
}


def sentence(cause: str) -> str:
    """The candidate's sentence for a cause.

    Raises:
        KeyError: the cause is not in the table; every cause must be.
    """
    return CAUSES[cause]
