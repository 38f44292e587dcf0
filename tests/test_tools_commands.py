"""What ./jxc says: logins and typing errors."""

import pytest

from tools import cli, commands, serve


class TestLogins:
    def _root(self, tmp_path):
        (tmp_path / "demo").mkdir()
        (tmp_path / "demo" / "logins.csv").write_text(
            "login,password,role,name\nadmin,admin,系统,管\nboss,secret,总经理,周\n",
            encoding="utf-8",
        )
        return tmp_path

    def test_empty_database_has_the_administrator(self, tmp_path):
        rows = serve.logins(self._root(tmp_path), {"admin"})
        assert rows == [("admin", "admin", "administrator")]

    def test_demo_company_lists_its_roles(self, tmp_path):
        rows = serve.logins(self._root(tmp_path), {"admin", "boss"})
        assert rows == [("admin", "admin", "系统"), ("boss", "secret", "总经理")]
        assert "总经理" in "\n".join(serve.greeting("http://x", rows))

    def test_other_database_shows_no_guesses(self, tmp_path):
        assert serve.logins(self._root(tmp_path), {"someone"}) == []
        assert serve.greeting("http://x", []) == ["", "JXC is ready: http://x", ""]


@pytest.mark.parametrize("name", ["test", "lint", "bench"])
def test_typing_errors_are_told_before_the_set_up(name, monkeypatch):
    def set_up(*_args, **_options):
        raise AssertionError("the set-up began")

    monkeypatch.setattr(commands, "prepared", set_up)
    with pytest.raises(SystemExit):
        cli.main([name, "--no-such-option"])
