"""The endpoints and MCP tools as programs call them, with and without a password, over HTTP."""

from __future__ import annotations

import base64
import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

import app
from rag.errors import SettingError
from rag.settings import Settings

RAIN = "Rain in Mallo\n\nIt rained for six days in Mallo. The river Tarn rose by two metres.\n"
SNOW = "Snow in Brin\n\nIt snowed for nine days in Brin. Schools stayed closed.\n"
RAINED = "How many days did it rain in Mallo?"
SECRET = "a pass: word"
BASIC = "Basic " + base64.b64encode(f"anyone:{SECRET}".encode()).decode()

API = "/gradio_api"
GET = (
    *("/", "/config", "/theme.css", f"{API}/info", f"{API}/file=x", f"{API}/queue/data"),
    *(f"{API}/mcp/", f"{API}/mcp/schema", f"{API}/mcp/sse"),
)
POST = (
    *(f"{API}/call/ask", f"{API}/run/ask", f"{API}/queue/join", f"{API}/upload"),
    *(f"{API}/mcp/", f"{API}/mcp/messages/"),
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("articles")
    (folder / "rain.txt").write_text(RAIN, encoding="utf-8")
    (folder / "snow.txt").write_text(SNOW, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def address(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from serve(folder, tmp_path_factory.mktemp("open"), mcp=True)


@pytest.fixture(scope="module")
def guarded(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from serve(folder, tmp_path_factory.mktemp("guarded"), mcp=True, password=SECRET)


def serve(folder: Path, data: Path, **more: Any) -> Iterator[str]:
    settings = Settings(data=data, seeds=(folder,), threads=1, port=free_port(), **more)
    blocks = app.serve(settings, block=False)
    yield f"http://127.0.0.1:{settings.port}"
    blocks.close(verbose=False)


@pytest.fixture(scope="module")
def client(address: str) -> Client:
    return Client(address, verbose=False)


def test_three_endpoints_are_named_and_nothing_else(client: Client) -> None:
    named = client.view_api(return_format="dict")
    assert isinstance(named, dict)
    assert set(named["named_endpoints"]) == {"/ask", "/retrieve", "/articles"}
    assert not named["unnamed_endpoints"]


def test_ask(client: Client) -> None:
    answer = client.predict(RAINED, api_name="/ask")
    (citation,) = answer["citations"]
    assert RAIN[citation["start"] : citation["end"]] == citation["quote"]
    assert answer["short"]["text"] == "six days"
    elsewhere = client.predict(RAINED, article="snow", api_name="/ask")
    assert elsewhere["abstained"]


def test_ask_with_a_history(client: Client) -> None:
    history = [
        {"role": "user", "content": "Where did it rain for six days?"},
        {"role": "assistant", "content": "In Mallo."},
    ]
    answer = client.predict("By how much did the river there rise?", history, api_name="/ask")
    assert "two metres" in answer["text"]


def test_retrieve_and_articles(client: Client) -> None:
    hits = client.predict("closed schools", k=1, api_name="/retrieve")
    assert [h["passage"]["article_id"] for h in hits] == ["snow"]
    articles = client.predict(api_name="/articles")
    assert [(a["id"], a["title"]) for a in articles] == [
        ("rain", "Rain in Mallo"),
        ("snow", "Snow in Brin"),
    ]
    assert [a["source"] for a in articles] == ["rain.txt", "snow.txt"]


@pytest.mark.parametrize(
    ("given", "says"),
    [(("?!",), "ask something in words"), ((RAINED, [], "hail"), "no article has the id 'hail'")],
)
def test_what_cannot_be_asked_is_said(client: Client, given: tuple[Any, ...], says: str) -> None:
    with pytest.raises(AppError, match=says):
        client.predict(*given, api_name="/ask")


def test_as_curl_does_it(address: str) -> None:
    sent = httpx.post(f"{address}/gradio_api/call/ask", json={"data": [RAINED, [], ""]})
    told = httpx.get(f"{address}/gradio_api/call/ask/{sent.json()['event_id']}")
    event, data = told.text.strip().splitlines()
    assert event == "event: complete"
    assert "six days" in json.loads(data.removeprefix("data: "))[0]["text"]


def test_no_file_of_the_machine_is_served(address: str, folder: Path) -> None:
    for path in (folder / "rain.txt", Path(app.__file__), "README.md", "/etc/hostname"):
        assert httpx.get(f"{address}/gradio_api/file={path}").status_code in (403, 404)


def tools(address: str, headers: dict[str, str] | None = None) -> tuple[set[str], str]:
    """The names of the MCP tools, and what one of them answers."""
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async def talk() -> tuple[set[str], str]:
        url = f"{address}/gradio_api/mcp/"
        async with (
            streamablehttp_client(url, headers=headers) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            listed = await session.list_tools()
            (ask,) = [t for t in listed.tools if t.name.endswith("ask")]
            told = await session.call_tool(ask.name, {"question": RAINED})
            return {t.name for t in listed.tools}, "".join(
                getattr(c, "text", "") for c in told.content
            )

    # In a thread of its own: the browser tests of the same process keep an event loop running.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(anyio.run, talk).result()


def test_mcp_tools(address: str) -> None:
    names, told = tools(address)
    assert {n.rpartition("_")[2] for n in names} == {"ask", "retrieve", "articles"}
    assert "six days" in told


def test_without_the_password_nothing_answers(guarded: str) -> None:
    for path in GET:
        assert httpx.get(guarded + path).status_code == 401, path
    for path in POST:
        assert httpx.post(guarded + path, json={"data": [RAINED]}).status_code == 401, path
    for wrong in (
        "",
        "Basic",
        "Basic !!",
        "Bearer x",
        "Basic " + base64.b64encode(b"a:b").decode(),
    ):
        assert httpx.get(guarded, headers={"Authorization": wrong}).status_code == 401
    with pytest.raises(BaseExceptionGroup):
        tools(guarded)


def test_with_the_password_everything_does(guarded: str) -> None:
    headers = {"Authorization": BASIC}
    assert httpx.get(guarded, headers=headers).status_code == 200
    client = Client(guarded, headers=headers, verbose=False)
    assert client.predict(RAINED, api_name="/ask")["short"]["text"] == "six days"
    assert "six days" in tools(guarded, headers)[1]


def test_a_port_that_is_taken_is_said_before_indexing(folder: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingError, match=f"port='{port}'.*--port"):
            app.serve(Settings(data=tmp_path / "data", seeds=(folder,), port=port), block=False)
    assert not (tmp_path / "data").exists()
