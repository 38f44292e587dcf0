"""Database parts of ./jxc: names, versions, servers, backups, arguments."""

import json
import zipfile

import pytest

from tools import addons, cli, commands, database, embedded, named, server
from tools.backup import Backup
from tools.context import Context
from tools.errors import SetupError
from tools.fingerprint import astray, differences


def _addon(root, name, version="19.0.1.0.0", code="x = 1\n"):
    (root / name / "models").mkdir(parents=True, exist_ok=True)
    (root / name / "static").mkdir(exist_ok=True)
    (root / name / "__manifest__.py").write_text(f'{{"version": "{version}"}}\n')
    (root / name / "models" / "model.py").write_text(code)
    return root / name


class TestVersions:
    def test_short_version_gets_the_series(self, tmp_path):
        assert addons.manifest_version(_addon(tmp_path, "a", "1.2")) == "19.0.1.2"
        assert addons.manifest_version(_addon(tmp_path, "b")) == "19.0.1.0.0"

    def test_hash_follows_what_an_upgrade_reads(self, tmp_path):
        place = _addon(tmp_path, "a")
        before = addons.content_hash(place)
        (place / "static" / "x.js").write_text("1")
        (place / "README.md").write_text("1")
        assert addons.content_hash(place) == before
        _addon(tmp_path, "a", code="x = 2\n")
        assert addons.content_hash(place) != before

    def test_moved_file_changes_the_hash(self, tmp_path):
        place = _addon(tmp_path, "a")
        before = addons.content_hash(place)
        (place / "models" / "model.py").rename(place / "models" / "other.py")
        assert addons.content_hash(place) != before

    def test_changed(self):
        same, other = {"version": "1", "hash": "x"}, {"version": "1", "hash": "y"}
        ours = {"jxc_a": same, "jxc_b": other, "jxc_new": same}
        names = addons.changed(
            ours,
            {"jxc_a": same, "jxc_b": same},
            {"oca_a": "1", "oca_b": "2", "oca_absent": "2"},
            {"jxc_a": "1", "jxc_b": "1", "oca_a": "1", "oca_b": "1"},
        )
        assert names == ["jxc_b", "jxc_new", "oca_b"]

    def test_nothing_changed(self):
        ours = {"jxc_a": {"version": "1", "hash": "x"}}
        assert addons.changed(ours, ours, {}, {"jxc_a": "1"}) == []


class TestServers:
    @pytest.mark.parametrize("name", ["jxc", "shop-2", "Shop_2026"])
    def test_names(self, name):
        server.check_name(name)

    @pytest.mark.parametrize(
        "name", ["", "2x", "a b", "x'; drop", "jxc_setup", "jxc_old", "a" * 52]
    )
    def test_bad_names(self, name):
        with pytest.raises(SetupError, match="cannot be the name"):
            server.check_name(name)

    def test_too_old(self):
        server.check_version(130000)
        with pytest.raises(SetupError, match="PostgreSQL 12 is too old"):
            server.check_version(120022)

    def test_quoting(self):
        assert server.literal("a'b") == "'a''b'"
        assert server.identifier('a"b') == '"a""b"'

    def test_url(self):
        found = named.from_url("postgresql://me:p%40ss@db.local:5433/?sslmode=require")
        assert found == {
            "PGHOST": "db.local",
            "PGPORT": "5433",
            "PGUSER": "me",
            "PGPASSWORD": "p@ss",
            "PGSSLMODE": "require",
        }

    @pytest.mark.parametrize("url", ["mysql://x", "db.local", "postgresql://h:port"])
    def test_bad_url(self, url):
        with pytest.raises(SetupError):
            named.from_url(url)

    def test_order_of_settings(self):
        environ = {"PGHOST": "a", "PGUSER": "u", "JXC_DB_URL": "postgresql://b"}
        assert named.settings("postgresql://c", environ)["PGHOST"] == "c"
        assert named.settings(None, environ)["PGHOST"] == "b"
        del environ["JXC_DB_URL"]
        assert named.settings(None, environ) == {"PGHOST": "a", "PGUSER": "u"}
        assert named.settings(None, {"PGUSER": "u"}) is None

    def test_user_postgres_is_refused(self, tmp_path):
        with pytest.raises(SetupError, match="refuses"):
            named.NamedServer(tmp_path, {"PGHOST": "h", "PGUSER": "postgres"})

    def test_attachments_of_servers_are_kept_apart(self, tmp_path, context):
        here = context.filestore("jxc")
        context.pg = named.NamedServer(
            tmp_path, {"PGHOST": "/run/pg", "PGPORT": "5433"}
        )
        assert context.filestore("jxc").parts[-3:] == (
            "data-run-pg-5433",
            "filestore",
            "jxc",
        )
        assert here.parts[-3:] == ("data", "filestore", "jxc")

    def test_server_without_chinese_letters(self, tmp_path, monkeypatch):
        pg, dropped = server.Server(tmp_path), []
        monkeypatch.setattr(pg, "sql", lambda *_args: [["{}"]])
        monkeypatch.setattr(pg, "drop_database", dropped.append)
        with pytest.raises(SetupError, match="does not know Chinese"):
            pg._check_chinese("jxc")
        assert dropped == ["jxc"]

    def test_cluster_of_another_major_version(self, tmp_path, monkeypatch):
        pg = embedded.EmbeddedServer(tmp_path, tmp_path)
        pg.data.mkdir(parents=True)
        (pg.data / "PG_VERSION").write_text("17\n")
        monkeypatch.setattr(
            pg, "_call", lambda _c: (0, "postgres (PostgreSQL) 18.6\n", "")
        )
        with pytest.raises(SetupError, match="made by PostgreSQL 17"):
            pg._check_major()


class _Pg:
    """A server that remembers what it was asked."""

    env, label = {}, ""

    def __init__(self, databases=(), comments=None):
        self.databases, self.comments = set(databases), comments or {}

    def odoo_options(self):
        return {"db_host": "/socket"}

    def exists(self, name):
        return name in self.databases

    def comment(self, name):
        return self.comments.get(name, "")

    def set_comment(self, name, text):
        self.comments[name] = text

    def drop_database(self, name):
        self.databases.discard(name)

    def create_database(self, name, template=None):
        self.databases.add(name)

    def swap(self, new, name):
        self.databases = (self.databases - {new}) | {name}


@pytest.fixture
def context(tmp_path):
    root = tmp_path / "root"
    for name in addons.ADDONS:
        _addon(root, name)
    return Context(
        home=tmp_path / "home",
        root=root,
        python=tmp_path / "python",
        odoo_addons=tmp_path / "odoo" / "addons",
        pg=_Pg(),
    )


class TestDatabase:
    def test_crashed_commands_leave_nothing(self, context):
        context.pg = _Pg({"jxc", "jxc_old", "jxc_upgrade", "jxc_setup", "other"})
        database.Database(context, "jxc", "19").clean()
        assert context.pg.databases == {"jxc", "other"}

    def test_interrupted_set_up_is_kept_to_go_on(self, context):
        context.pg = _Pg({"jxc_setup"})
        database.Database(context, "jxc", "19").clean()
        assert context.pg.databases == {"jxc_setup"}

    def test_installed_set_up_is_not_installed_again(self, context, monkeypatch):
        context.pg = _Pg({"jxc_setup"}, {"jxc_setup": database._INSTALLED})
        monkeypatch.setattr(context, "run_odoo", _unexpected, raising=False)
        database.Database(context, "jxc", "19").install()
        assert context.pg.databases == {"jxc_setup"}

    def test_half_installed_set_up_is_made_again(self, context, monkeypatch):
        context.pg, calls = _Pg({"jxc_setup"}), []
        monkeypatch.setattr(
            Context, "run_odoo", lambda _self, args, _log: calls.append(args)
        )
        there = dict.fromkeys((*addons.ADDONS, "l10n_cn"), "19.0.1.0.0")
        monkeypatch.setattr(addons, "installed", lambda _pg, _db: there)
        monkeypatch.setattr(addons, "record", lambda *_args: None)
        database.Database(context, "jxc", "19").install()
        assert len(calls) == 1
        assert context.pg.comment("jxc_setup") == database._INSTALLED

    def test_addon_that_did_not_install_is_named(self, context, monkeypatch):
        monkeypatch.setattr(Context, "run_odoo", lambda *_args: None)
        monkeypatch.setattr(addons, "installed", lambda _pg, _db: {"jxc_base": "1"})
        with pytest.raises(SetupError, match="did not install jxc_purchase"):
            database.Database(context, "jxc", "19").install()
        assert context.pg.comment("jxc_setup") == ""

    def test_finish_takes_the_attachments_along(self, context):
        context.pg = _Pg({"jxc_setup"})
        source = context.filestore("jxc_setup") / "ab" / "abcd"
        source.parent.mkdir(parents=True)
        source.write_text("file")
        database.Database(context, "jxc", "19").finish()
        assert context.pg.databases == {"jxc"}
        assert (context.filestore("jxc") / "ab" / "abcd").read_text() == "file"
        assert not context.filestore("jxc_setup").exists()

    def test_loading_fraction(self, tmp_path):
        log = tmp_path / "log"
        log.write_text("Loading module base (1/1)\nLoading module web (30/60)\n")
        assert database.loading_fraction(log) == 0.5

    def test_config_is_private_and_local(self, context):
        path = context.config("jxc", http_port=8070, dbfilter=None)
        text = path.read_text()
        assert "http_interface = 127.0.0.1" in text
        assert "http_port = 8070" in text
        assert "dbfilter" not in text
        assert path.stat().st_mode & 0o777 == 0o600


def _unexpected(*_args, **_kwargs):
    raise AssertionError("must not be called")


class TestBackup:
    def test_differences(self):
        before = {"a": ["1", "5"], "b": ["2", "6"], "gone": ["0", "0"]}
        after = {"a": ["1", "5"], "b": ["2", "7"], "new": ["0", "0"]}
        assert differences(before, after) == ["b", "gone", "new"]
        assert differences(before, before) == []

    def test_sequences_may_move_while_the_server_runs(self):
        before, after = {"a": 5, "b": 7, "c": 1}, {"a": 5, "b": 9, "c": 1, "new": 1}
        assert astray(before, after, {"a": 5, "b": 8, "c": 1}) == []
        assert astray(before, after, {"a": 4, "b": 10}) == ["a", "b", "c"]

    def test_no_backup(self, context, tmp_path):
        path = tmp_path / "x.zip"
        path.write_text("no zip")
        with pytest.raises(SetupError, match="is no backup"):
            Backup(context).read_about(path)
        with pytest.raises(SetupError, match="is no backup"):
            Backup(context).read_about(tmp_path / "absent.zip")

    def test_description_that_is_none(self, context, tmp_path):
        path = tmp_path / "list.zip"
        for about in ("[]", "7", '{"format": 1}'):
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr("about.json", about)
            with pytest.raises(SetupError, match="is no backup|damaged"):
                Backup(context).read_about(path)

    def test_others_never_read_a_backup(self, context, tmp_path, monkeypatch):
        """Not even while it is written."""
        store = context.filestore("jxc") / "ab"
        store.mkdir(parents=True)
        (store / "abc").write_text("secret")
        backup, modes = Backup(context), []

        def dump(_db, path):
            path.write_text("dump")
            part = tmp_path / "x.zip.part"
            modes.append(part.exists() and part.stat().st_mode & 0o077)
            return {}

        add = backup._add_files

        def add_files(archive, store):
            add(archive, store)
            modes.append((tmp_path / "x.zip.part").stat().st_mode & 0o077)

        monkeypatch.setattr(backup, "_dump_with_fingerprint", dump)
        monkeypatch.setattr(backup, "_add_files", add_files)
        backup._write("jxc", {}, tmp_path / "x.zip.part")
        assert not any(modes)

    def test_attachments_are_private(self, context):
        context.data_dir.chmod(0o755)
        assert not context.data_dir.stat().st_mode & 0o077

    def test_strange_names_in_a_backup(self, context, tmp_path):
        path, target = tmp_path / "names.zip", tmp_path / "files"
        with zipfile.ZipFile(path, "w") as archive:
            for name in (".", "filestore/", "filestore", "filestore/ab/abc"):
                archive.writestr(name, "x")
        with zipfile.ZipFile(path) as archive:
            Backup(context)._extract_files(archive, target)
        assert [p.name for p in target.rglob("*") if p.is_file()] == ["abc"]

    def test_damaged_backup(self, context, tmp_path):
        path = tmp_path / "x.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("about.json", json.dumps({"format": 1}))
            archive.writestr("dump", b"0123456789" * 100)
        data = bytearray(path.read_bytes())
        data[data.index(b"0123456789") + 3] ^= 255
        path.write_bytes(data)
        with pytest.raises(SetupError, match="damaged"):
            Backup(context).read_about(path)

    def test_file_names_cannot_leave_the_directory(self, context, tmp_path):
        with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
            archive.writestr("filestore/ab/abc", "good")
            archive.writestr("filestore/../../evil", "bad")
        with zipfile.ZipFile(tmp_path / "x.zip") as archive:
            Backup(context)._extract_files(archive, tmp_path / "store")
        found = [p.name for p in tmp_path.rglob("*") if p.name in ("abc", "evil")]
        assert found == ["abc"]


class TestArguments:
    def test_run(self):
        args = cli.parser().parse_args(["run"])
        assert (args.port, args.db, args.lang, args.empty) == (8069, "jxc", None, False)
        args = cli.parser().parse_args(
            ["run", "--port=9000", "--db=shop", "--lang=en_US", "--empty", "--db-url=x"]
        )
        assert (args.port, args.db, args.lang, args.empty) == (
            9000,
            "shop",
            "en_US",
            True,
        )
        assert args.db_url == "x"

    @pytest.mark.parametrize(
        "words", ["", "fly", "run --port x", "run --lang fr_FR", "restore"]
    )
    def test_wrong_arguments(self, words):
        with pytest.raises(SystemExit) as caught:
            cli.parser().parse_args(words.split())
        assert caught.value.code == 2

    @pytest.mark.parametrize("name", ["test", "lint", "bench"])
    def test_rest_is_passed_through(self, name, monkeypatch):
        seen = []
        monkeypatch.setattr(commands, "main", lambda args: seen.append(args) or 0)
        assert cli.main([name, "--fast", "tests/x.py"]) == 0
        assert seen[0].rest == ["--fast", "tests/x.py"]

    def test_error_in_words(self, capsys):
        def fail(_args):
            raise SetupError("No disk.", "Buy one.")

        args = cli.parser().parse_args(["status"])
        args.command = fail
        assert commands.main(args) == 1
        assert "jxc: No disk.\nBuy one." in capsys.readouterr().err

    def test_existing_database_is_not_overwritten(self):
        args = cli.parser().parse_args(["restore", "x.zip"])
        with pytest.raises(SetupError, match="There is a database jxc already"):
            commands._replace_allowed(args)
