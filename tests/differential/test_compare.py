"""The comparison itself: it must see what differs. Run with `python -m unittest` in this folder."""

import unittest

from cases.history import payload
from compare import Difference, Rule, compare, explain
from google.protobuf.json_format import ParseDict
from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from variants import variants


def activation(*jobs: dict, **fields: object) -> WorkflowActivation:
    return ParseDict({"jobs": list(jobs), **fields}, WorkflowActivation())


def fire(seq: int) -> dict:
    return {"fire_timer": {"seq": seq}}


def paths(ours: list[WorkflowActivation], official: list[WorkflowActivation], *verdicts: str) -> list[str]:
    one, other = verdicts or ("accepted", "accepted")
    return [difference.path for difference in compare("case", (ours, one), (official, other))]


class Compare(unittest.TestCase):
    def test_same(self) -> None:
        self.assertEqual(paths([activation(fire(1))], [activation(fire(1))]), [])

    def test_fields_of_an_activation(self) -> None:
        ours = [activation(fire(1), is_replaying=True, history_length=3, timestamp="2020-01-01T00:00:00Z")]
        official = [activation(fire(1), history_length=4, timestamp="2020-01-01T00:00:01Z")]
        expected = ["activations[0].history_length", "activations[0].is_replaying", "activations[0].timestamp"]
        self.assertEqual(paths(ours, official), expected)

    def test_fields_of_a_job(self) -> None:
        job = {"signal_workflow": {"signal_name": "s", "input": [payload(1)]}}
        other = {"signal_workflow": {"signal_name": "s", "input": [payload(2)]}}
        self.assertEqual(
            paths([activation(job)], [activation(other)]), ["activations[0].jobs[0].signal_workflow.input[0].data"]
        )

    def test_a_message_that_is_set_but_empty(self) -> None:
        job = {"initialize_workflow": {"memo": {}}}
        self.assertEqual(
            paths([activation(job)], [activation({"initialize_workflow": {}})]),
            ["activations[0].jobs[0].initialize_workflow.memo"],
        )

    def test_unknown_fields(self) -> None:
        ours = WorkflowActivation.FromString(activation(fire(1)).SerializeToString() + b"\xd0\x3e\x01")
        self.assertEqual(paths([ours], [activation(fire(1))]), ["activations[0].unknown"])

    def test_order_of_jobs(self) -> None:
        ours, official = activation(fire(1), fire(2)), activation(fire(2), fire(1))
        self.assertEqual(paths([ours], [official]), ["activations[0].jobs"])

    def test_other_jobs_end_the_comparison(self) -> None:
        ours = [activation(fire(1)), activation(fire(3))]
        official = [activation(fire(2)), activation(fire(4))]
        self.assertEqual(paths(ours, official), ["activations[0].jobs"])

    def test_number_of_activations(self) -> None:
        self.assertEqual(paths([activation(fire(1))], []), ["activations"])

    def test_verdict(self) -> None:
        self.assertEqual(paths([], [], "accepted", "nondeterminism"), ["verdict"])


class Rules(unittest.TestCase):
    def test_a_rule_explains_only_what_it_names(self) -> None:
        rule = Rule(path="activations[*].jobs", reason="r", cases=["a/*"], ours="['x']", says="*why*")
        difference = Difference("a/b", "activations[2].jobs", ["x"], ["y"])
        explain([difference], [rule], "that is why", "")
        self.assertEqual(difference.reason, "r")
        for other in (
            Difference("b/b", "activations[2].jobs", ["x"], ["y"]),
            Difference("a/b", "activations[2].timestamp", ["x"], ["y"]),
            Difference("a/b", "activations[2].jobs", ["z"], ["y"]),
        ):
            explain([other], [rule], "that is why", "")
            self.assertEqual(other.reason, "")

    def test_reordered_means_the_same_jobs(self) -> None:
        rule = Rule(path="*", reason="r", reordered=True)
        differences = [Difference("a", "p", ["x", "y"], ["y", "x"]), Difference("a", "p", ["x"], ["y"])]
        explain(differences, [rule], "", "")
        self.assertEqual([difference.reason for difference in differences], ["r", ""])


class Variants(unittest.TestCase):
    def test_events_that_are_put_in_move_all_references(self) -> None:
        from cases.history import Builder
        from temporalio.api.history.v1 import History

        h = Builder()
        h.task()
        h.fired(1, h.timer(1))
        h.task()
        h.complete()
        made = dict(variants("h", h.history.SerializeToString()))
        changed = History.FromString(made["h~empty_tasks"])
        self.assertEqual([event.event_id for event in changed.events], list(range(1, 17)))
        timer, fired = changed.events[7], changed.events[8]
        self.assertEqual(fired.timer_fired_event_attributes.started_event_id, timer.event_id)
        completed = changed.events[14].workflow_task_completed_event_attributes
        self.assertEqual((completed.scheduled_event_id, completed.started_event_id), (13, 14))


if __name__ == "__main__":
    unittest.main()
