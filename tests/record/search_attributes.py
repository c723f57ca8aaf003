"""Search attributes and memo that a workflow starts with and changes."""

from datetime import datetime, timezone

from temporalio import workflow
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

from recorder import Recording, scenario

TEXT = SearchAttributeKey.for_text("RecText")
KEYWORD = SearchAttributeKey.for_keyword("RecKeyword")
INT = SearchAttributeKey.for_int("RecInt")
DOUBLE = SearchAttributeKey.for_float("RecDouble")
BOOL = SearchAttributeKey.for_bool("RecBool")
TIME = SearchAttributeKey.for_datetime("RecTime")
KEYWORDS = SearchAttributeKey.for_keyword_list("RecKeywords")


@workflow.defn
class UpsertAll:
    @workflow.run
    async def run(self) -> int:
        workflow.upsert_search_attributes(
            [
                TEXT.value_set("some text"),
                KEYWORD.value_set("word"),
                INT.value_set(3),
                DOUBLE.value_set(0.5),
                BOOL.value_set(True),
                TIME.value_set(datetime(2026, 1, 2, tzinfo=timezone.utc)),
                KEYWORDS.value_set(["a", "b"]),
            ]
        )
        await workflow.sleep(0.01)
        workflow.upsert_search_attributes([INT.value_set(4), KEYWORD.value_unset()])
        return len(workflow.info().typed_search_attributes)


@scenario()
async def upsert(r: Recording) -> None:
    """Every kind of search attribute is set, then one is changed and one removed; one came with the start."""
    start = TypedSearchAttributes([SearchAttributePair(KEYWORD, "at start")])
    async with r.worker(UpsertAll):
        await r.finish(UpsertAll.run, search_attributes=start)


@workflow.defn
class UpsertBetween:
    @workflow.run
    async def run(self) -> str:
        for i in range(3):
            workflow.upsert_search_attributes([INT.value_set(i)])
        workflow.patched("marked")
        workflow.upsert_search_attributes([INT.value_set(9)])
        return "upserted"


@scenario()
async def upsert_among_patches(r: Recording) -> None:
    """A patch brings an upsert of its own between the workflow's upserts, all in one workflow task."""
    async with r.worker(UpsertBetween):
        await r.finish(UpsertBetween.run)


@workflow.defn
class UpsertMemo:
    @workflow.run
    async def run(self) -> list[str]:
        workflow.upsert_memo({"added": "yes", "dropped": None})
        await workflow.sleep(0.01)
        workflow.upsert_memo({"added": "twice"})
        return sorted(workflow.memo())


@scenario()
async def memo(r: Recording) -> None:
    """Memo fields are added, replaced and removed; two came with the start."""
    async with r.worker(UpsertMemo):
        await r.finish(UpsertMemo.run, memo={"kept": 1, "dropped": 2})
