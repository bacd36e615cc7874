"""The three collections of a library on a server: their fields and indexes, and how they are made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pymilvus import DataType, Function, FunctionType, MilvusClient, MilvusException

from index import searching
from index.errors import LibraryError
from index.milvus.address import Options
from index.milvus.lists import Lists
from index.milvus.patience import soon
from index.milvus.server import Server

TEXT = 65_535  # bytes on a cluster, characters on Lite: all that is written into such a field is ASCII
PIECE = 60_000  # characters of a piece
MOST = 4096  # elements of a list
_NOTHING = "nothing"  # a collection must have a vector
NO_VECTOR = [0.0, 0.0]
_LISTS = ("speakers", "turns")
_MADE_S = 5.0  # for how long is waited for what somebody else is making


def journal(library: str) -> str:
    return f"{library}_journal"


def pieces(library: str) -> str:
    return f"{library}_pieces"


def passages(library: str, dimension: int) -> str:
    """Vectors of another length need another collection."""
    return f"{library}_passages_{dimension}"


def make_records(server: Server, name: str, options: Options) -> None:
    """Make a collection of texts by their keys, and let it be read."""
    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("pk", DataType.INT64, is_primary=True)
    schema.add_field("version", DataType.INT64)
    schema.add_field("data", DataType.VARCHAR, max_length=TEXT)
    schema.add_field(_NOTHING, DataType.FLOAT_VECTOR, dim=len(NO_VECTOR))
    indexes = MilvusClient.prepare_index_params()
    indexes.add_index(_NOTHING, index_type="FLAT", metric_type="L2")
    _make(server, name, schema, indexes, options, on_disk=name.endswith("_pieces"))


def make_passages(server: Server, name: str, dimension: int, options: Options, index: str = "") -> None:
    """Make the collection that is searched. ``index`` is that of the vectors; empty: the one for this engine.

    On Lite 3 approximate indexes lose what a narrow filter leaves, and cannot be read after a crash; what Lite 2 takes
    for one found a tenth of the nearest of 200,000, and cannot be told to look further.
    """
    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("pk", DataType.INT64, is_primary=True)
    schema.add_field("version", DataType.INT64)
    for field in _LISTS:
        if lists_as_text(server):
            schema.add_field(field, DataType.VARCHAR, max_length=TEXT)
        else:
            schema.add_field(field, DataType.ARRAY, element_type=DataType.INT64, max_capacity=MOST)
    # The terms are cut already; what is left to the analyzer is to part them at spaces, which all of them do.
    analyzer = {"tokenizer": "standard", "filter": ["lowercase"]}
    schema.add_field(
        "words",
        DataType.VARCHAR,
        max_length=TEXT,
        enable_analyzer=True,
        enable_match=True,
        analyzer_params=analyzer,
    )
    schema.add_field("spans", DataType.VARCHAR, max_length=TEXT)
    schema.add_field("piece", DataType.INT64)
    schema.add_field("dense", DataType.FLOAT_VECTOR, dim=dimension)
    schema.add_field("sparse", DataType.SPARSE_FLOAT_VECTOR)
    bm25 = Function("bm25", FunctionType.BM25, input_field_names=["words"], output_field_names=["sparse"])
    schema.add_function(bm25)
    indexes = MilvusClient.prepare_index_params()
    index = index or ("FLAT" if server.lite else "AUTOINDEX")
    indexes.add_index("dense", index_type=index, metric_type="IP")
    weights = {"bm25_k1": searching.K1, "bm25_b": searching.B}
    indexes.add_index("sparse", index_type="SPARSE_INVERTED_INDEX", metric_type="BM25", params=weights)
    _make(server, name, schema, indexes, options, on_disk=False)


def _make(server: Server, name: str, schema: Any, indexes: Any, options: Options, *, on_disk: bool) -> None:
    """Several may do this at once, and any may have been cut short before."""
    values: dict[str, Any] = {"schema": schema, "consistency_level": options.consistency}
    if not server.lite:
        values |= {"num_shards": options.shards, "properties": {"mmap.enabled": on_disk}}
    if not server.has(name):
        _once(server, name, "create_collection", values, lambda: server.has(name))
    if not server.call("list_indexes", name):
        indexing = {"index_params": indexes, "sync": False}
        _once(server, name, "create_index", indexing, lambda: bool(server.call("list_indexes", name)))
    server.load(name)


def _once(server: Server, name: str, call: str, values: dict[str, Any], made: Callable[[], bool]) -> None:
    """Make something, unless somebody else makes it: an engine may refuse the second before it knows of the first."""
    try:
        server.call(call, name, **values)
    except LibraryError as error:
        if not isinstance(error.__cause__, MilvusException) or not soon(made, _MADE_S):
            raise


def lists_as_text(server: Server) -> bool:
    """How a new collection has its lists; see index.milvus.lists."""
    return server.lite.startswith("3")


def lists(server: Server, name: str) -> Lists:
    """How a collection has its lists: one that an earlier version made has none as text."""
    fields = server.call("describe_collection", name)["fields"]
    kinds = {field["name"]: int(field["type"]) for field in fields}
    return Lists(text=all(kinds[field] == int(DataType.VARCHAR) for field in _LISTS))


def exact(server: Server, name: str) -> bool:
    """Whether the vectors of a collection are compared one by one."""
    return bool(server.call("describe_index", name, index_name="dense").get("index_type") == "FLAT")


def knows_words(server: Server, name: str) -> bool:
    """Whether the engine counts by words quickly. Raises LibraryError for one that cannot search by words at all.

    Lite does not know TEXT_MATCH, or goes through all rows for it.
    """
    functions = server.call("describe_collection", name).get("functions") or []
    known = any(int(function.get("type", 0)) == int(FunctionType.BM25) for function in functions)
    if not known and not server.lite:  # which knows, and does not always say so
        raise LibraryError(server.place, "the server cannot search by words (BM25)", "use Milvus 2.5 or newer")
    if server.lite:
        return False
    try:
        server.count(name, 'TEXT_MATCH(words, "x")')
    except LibraryError as error:
        if not isinstance(error.__cause__, MilvusException):
            raise
        return False
    return True
