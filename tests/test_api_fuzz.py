"""The API against its own OpenAPI document: requests that are valid, nearly so and not at all, some hundreds of them.

Whatever comes, it never fails inside, and it answers with nothing but what the document says.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2 as httpx
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import load_all_checks
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from qa.server.api.app import mount
from tests.serving import TRADE, VOTE, application, served

# What is valid in form may still be no question, no transcript, no day or no cursor.
MEANT = frozenset(
    "ask ask_by_address export export_by_address check check_by_address add_transcripts replace_transcript "
    "list_transcripts describe_transcript list_discarded list_people rename_speaker merge_speakers add_alias "
    "split_speaker list_collections".split()
)

load_all_checks()
_config = SchemathesisConfig()
_config.projects.default.generation.update(modes=list(GenerationMode))
schema = schemathesis.openapi.from_dict(mount(FastAPI()).openapi(), config=_config)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a server with two transcripts."""
    with served(application(tmp_path_factory.mktemp("fuzzed"))) as root:
        for name, data in (("trade.txt", TRADE), ("vote.txt", VOTE)):
            added = httpx.post(f"{root}/api/v1/transcripts", files=[("files", (name, data))])
            assert added.status_code == 201
        yield f"{root}/api/v1"


@schema.parametrize()
@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_nothing_but_what_the_document_says(case: Case[Any], address: str) -> None:
    name = case.operation.definition.raw["operationId"]
    left_out: list[Any] = [positive_data_acceptance] if name in MEANT else []
    case.call_and_validate(base_url=address, excluded_checks=left_out)
