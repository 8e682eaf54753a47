from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import SettingError
from rag.settings import Settings, keep_libraries_at_home, table


def test_an_empty_environment_gives_the_defaults(root: Path) -> None:
    settings = Settings.from_env({})
    assert settings.seeds == (root / "seeds",)
    assert (settings.host, settings.port, settings.threads) == ("127.0.0.1", 7860, 0)
    assert settings.data.name == "pullquote"
    assert root not in settings.data.parents
    assert settings.chroma_url == settings.openai_base_url == settings.openai_api_key == ""


def test_the_environment_is_read() -> None:
    env = {
        "PULLQUOTE_DATA": "~/elsewhere",
        "PULLQUOTE_SEEDS": "one:two",
        "PULLQUOTE_PORT": "8080",
        "PULLQUOTE_THREADS": " 3 ",
        "PULLQUOTE_CHROMA_URL": "http://localhost:8000/",
        "OPENAI_MODEL": "m",
    }
    settings = Settings.from_env(env)
    assert settings.data == Path.home() / "elsewhere"
    assert settings.seeds == (Path("one"), Path("two"))
    assert settings.port == 8080
    assert settings.threads == 3
    assert settings.chroma_url == "http://localhost:8000"
    assert settings.openai_model == "m"


def test_an_argument_wins_over_the_environment_and_none_does_not() -> None:
    env = {"PULLQUOTE_PORT": "8080", "PULLQUOTE_HOST": "0.0.0.0"}
    settings = Settings.from_env(env, port=9000, host=None)
    assert (settings.port, settings.host) == (9000, "0.0.0.0")


def test_an_empty_variable_counts_as_unset() -> None:
    assert Settings.from_env({"PULLQUOTE_PORT": " ", "PULLQUOTE_DATA": ""}).port == 7860


@pytest.mark.parametrize(
    ("variable", "value", "remedy"),
    [
        ("PULLQUOTE_PORT", "eighty", "whole number from 1 to 65535"),
        ("PULLQUOTE_PORT", "0", "whole number from 1 to 65535"),
        ("PULLQUOTE_PORT", "70000", "whole number from 1 to 65535"),
        ("PULLQUOTE_THREADS", "-1", "whole number from 0"),
        ("PULLQUOTE_CHROMA_URL", "localhost:8000", "http://HOST:PORT"),
        ("PULLQUOTE_CHROMA_URL", "http://", "http://HOST:PORT"),
        ("OPENAI_BASE_URL", "ftp://localhost/v1", "http://HOST:PORT"),
        ("PULLQUOTE_HOST", "http://localhost", "127.0.0.1"),
        ("PULLQUOTE_SEEDS", ":", "files or folders"),
    ],
)
def test_a_bad_value_names_the_variable_the_value_and_the_remedy(
    variable: str, value: str, remedy: str
) -> None:
    with pytest.raises(SettingError) as caught:
        Settings.from_env({variable: value})
    message = str(caught.value)
    assert variable in message
    assert repr(value) in message
    assert remedy in message


def test_a_data_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(SettingError, match=r"PULLQUOTE_DATA.*is a file"):
        Settings.from_env({"PULLQUOTE_DATA": str(tmp_path / "notes")})


def test_an_argument_is_checked_as_the_environment_is() -> None:
    with pytest.raises(SettingError, match="port='99999'"):
        Settings.from_env({}, port=99999)


def test_an_unknown_argument_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError, match="prot"):
        Settings.from_env({}, prot=1)


def test_the_key_is_never_shown() -> None:
    settings = Settings.from_env({"OPENAI_API_KEY": "sk-secret"})
    assert settings.openai_api_key == "sk-secret"
    assert "sk-secret" not in repr(settings)
    assert "sk-secret" not in str(settings)


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]


@given(st.integers())
def test_a_port_is_read_exactly_or_refused(number: int) -> None:
    if 1 <= number <= 65535:
        assert Settings.from_env({"PULLQUOTE_PORT": str(number)}).port == number
    else:
        with pytest.raises(SettingError):
            Settings.from_env({"PULLQUOTE_PORT": str(number)})


def test_the_table_has_a_row_for_each_setting() -> None:
    rows = table().splitlines()[2:]
    assert len(rows) == len(dataclasses.fields(Settings))
    assert "| `PULLQUOTE_PORT` | The port that the page is served on. | `7860` |" in rows


def test_the_libraries_are_told_to_stay_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADIO_ANALYTICS_ENABLED", "True")
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    monkeypatch.setenv("HF_HUB_DISABLE_TELEMETRY", "0")
    keep_libraries_at_home()
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"
    assert os.environ["HF_HUB_OFFLINE"] == os.environ["HF_HUB_DISABLE_TELEMETRY"] == "1"
