"""The workflows: safe, of the right form, and each step that runs here does what it says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
PROGRAMS = Path(sys.executable).parent
CONF = """\
extensions = ["myst_parser", "sphinx_page_feedback"]
feedback_service = {"name": "receiver", "endpoint": "/feedback"}
feedback_contact = "team@example.org"
html_baseurl = "https://report.example.org/"
show_warning_types = True
"""
INDEX = "# Report\n\nOne sentence about the report.\n"


def _run(*command: str, cwd: Path, check: bool = True, **env: str) -> Any:
    return subprocess.run(
        command,
        cwd=cwd,
        env=os.environ | {"PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"} | env,
        capture_output=True,
        text=True,
        check=check,
    )


def _schema(name: str, *files: Path) -> Any:
    program = str(PROGRAMS / "check-jsonschema")
    return _run(program, "--builtin-schema", name, *map(str, files), cwd=ROOT, check=False)


def test_zizmor_finds_nothing_unsafe() -> None:
    done = _run(str(PROGRAMS / "zizmor"), "--offline", str(GITHUB), cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout


def test_workflows_are_of_the_right_form() -> None:
    done = _schema("vendor.github-workflows", *WORKFLOWS)
    assert done.returncode == 0, done.stdout


def test_issue_forms_are_of_the_right_form_and_have_the_field_that_pages_fill() -> None:
    forms = sorted((GITHUB / "ISSUE_TEMPLATE").glob("*.yml"))
    config = forms.pop([form.name for form in forms].index("config.yml"))
    for name, files in {"forms": forms, "config": [config]}.items():
        done = _schema(f"vendor.github-issue-{name}", *files)
        assert done.returncode == 0, done.stdout
    page = yaml.safe_load((GITHUB / "ISSUE_TEMPLATE" / "page.yml").read_text("utf-8"))
    assert page["body"][0]["id"] == "page"


def test_the_pipeline_of_the_guide_is_of_the_right_form(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "guide" / "gitlab.md").read_text(encoding="utf-8")
    file = tmp_path / ".gitlab-ci.yml"
    file.write_text(page.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    done = _schema("vendor.gitlab-ci", file)
    assert done.returncode == 0, done.stdout


def test_the_template_of_a_proposal_has_three_lines_and_no_boxes() -> None:
    lines = (GITHUB / "pull_request_template.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 3
    assert all(line.endswith(":") for line in lines)


def test_hooks_run_commands_that_exist() -> None:
    for name in (".pre-commit-config.yaml", ".pre-commit-hooks.yaml"):
        content = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
        hooks = content["repos"][0]["hooks"] if isinstance(content, dict) else content
        for hook in hooks:
            program, action, *_ = hook["entry"].split()
            dry = ["--dry-run", action] if program == "make" else [action, "--help"]
            assert _run(program, *dry, cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_each_action_is_pinned_by_commit_and_rights_begin_at_none(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    uses = re.findall(r"uses: (\S+)(.*)", text)
    assert [pair for pair in uses if not re.search(r"@[0-9a-f]{40}$", pair[0])] == []
    assert [pair for pair in uses if not re.match(r" # v\d", pair[1])] == []
    assert yaml.safe_load(text)["permissions"] == {}


@pytest.mark.parametrize("name", ["pages.yml", "ci.yml"])
def test_required_checks_start_for_every_proposal_and_in_the_queue(name: str) -> None:
    """A check that never starts is waited for without end."""
    content = yaml.safe_load((GITHUB / "workflows" / name).read_text(encoding="utf-8"))
    events = content[True]  # YAML 1.1 reads the key "on" as true
    assert {"pull_request", "merge_group"} <= set(events)
    assert events["pull_request"] is None


class _Repository:
    """A small document with the scripts of the workflows, in git."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "docs").mkdir(parents=True)
        (root / ".gitignore").write_text("/build\n/preview.html\n/slips.json\n", "utf-8")
        (root / "conf.py").write_text(CONF, encoding="utf-8")
        (root / "docs" / "index.md").write_text(INDEX, encoding="utf-8")
        shutil.copytree(ROOT / ".ci", root / ".ci")
        self.git("init", "--quiet", "--initial-branch=main")
        self.base = self.commit("Begin")

    def git(self, *arguments: str) -> str:
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        output: str = _run("git", *who, *arguments, cwd=self.root).stdout
        return output.strip()

    def commit(self, subject: str) -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", subject)
        return self.git("rev-parse", "HEAD")

    def write(self, name: str, text: str) -> None:
        (self.root / name).write_text(text, encoding="utf-8")
        self.commit(f"Change {name}")

    def step(self, workflow: str, name: str, *, check: bool = True, **env: str) -> Any:
        """Run the step of a workflow as its machine does."""
        text = (GITHUB / "workflows" / workflow).read_text(encoding="utf-8")
        jobs = yaml.safe_load(text)["jobs"].values()
        steps = [step for job in jobs for step in job["steps"] if step.get("name") == name]
        files = {
            key: str(self.root.parent / key) for key in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")
        }
        for path in files.values():
            Path(path).touch()
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", steps[0]["run"]]
        return _run(*shell, cwd=self.root, check=check, **files, **env)

    def summary(self) -> str:
        return (self.root.parent / "GITHUB_STEP_SUMMARY").read_text(encoding="utf-8")


@pytest.fixture
def repository(tmp_path: Path) -> _Repository:
    return _Repository(tmp_path / "repository")


@pytest.mark.slow
def test_a_changed_sentence_passes_pages_and_is_told_in_the_summary(
    repository: _Repository,
) -> None:
    repository.write("docs/index.md", INDEX.replace("One", "A better"))
    env = {"BASE": repository.base, "FEEDBACK_PREVIEW": "A proposal."}
    for name in ("Look for slips", "Build the site", "Say what changes"):
        repository.step("pages.yml", name, **env)
    assert "changed: Report 2 words in, 1 word out" in repository.summary()
    page = (repository.root / "build/html/index.html").read_text(encoding="utf-8")
    assert "A proposal." in page
    assert 'content="noindex' in page
    assert "<ins" in (repository.root / "preview.html").read_text(encoding="utf-8")


def test_slips_are_ten_annotations_at_most_and_all_in_the_summary(
    repository: _Repository,
) -> None:
    links = "".join(f"\nA link [a{number}] (b.md)::error::%0A\n" for number in range(12))
    repository.write("docs/index.md", INDEX + links)
    done = repository.step("pages.yml", "Look for slips", check=False, BASE=repository.base)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert len(lines) == 10
    assert all(re.match(r"::error file=docs/index\.md,line=\d+::\S", line) for line in lines)
    assert "### What to correct (12)" in repository.summary()


@pytest.mark.parametrize(("name", "software"), [("docs/index.md", "false"), ("a.py", "true")])
def test_everything_runs_for_a_proposal_that_changes_more_than_pages(
    repository: _Repository, name: str, software: str
) -> None:
    repository.write(name, "# Other\n")
    repository.step("ci.yml", "Look for changes outside docs/", BASE=repository.base)
    output = (repository.root.parent / "GITHUB_OUTPUT").read_text(encoding="utf-8")
    assert output == f"software={software}\n"


def test_everything_runs_where_no_proposal_is(repository: _Repository) -> None:
    repository.step("ci.yml", "Look for changes outside docs/", BASE="")
    output = (repository.root.parent / "GITHUB_OUTPUT").read_text(encoding="utf-8")
    assert output == "software=true\n"


def test_a_link_that_leads_nowhere_stands_in_the_issue_with_its_page(
    repository: _Repository,
) -> None:
    repository.write("docs/index.md", INDEX + "\n[gone](http://127.0.0.1:9/gone)\n")
    repository.step("links.yml", "Follow the links")
    text = (repository.root / "broken.md").read_text(encoding="utf-8")
    assert text == "- `docs/index.md`, line 5: http://127.0.0.1:9/gone\n"


@pytest.mark.parametrize("endpoint", ["", "https://receiver.example.org/feedback"])
def test_a_published_site_sends_to_its_receiver_or_says_that_it_has_none(
    repository: _Repository, endpoint: str
) -> None:
    repository.step("site.yml", "Build the site", FEEDBACK_ENDPOINT=endpoint)
    page = (repository.root / "build/html/index.html").read_text(encoding="utf-8")
    assert ("No receiver has been named" in page) == (not endpoint)
    assert ('action="https://receiver.example.org/feedback"' in page) == bool(endpoint)


@pytest.mark.parametrize(("tag", "status"), [("v{}", 0), ("{}", 1), ("v{}1", 1)])
def test_a_release_is_published_under_its_own_version_only(
    repository: _Repository, tag: str, status: int
) -> None:
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, repository.root)
    package = Path("_ext") / "sphinx_page_feedback"
    shutil.copytree(ROOT / package, repository.root / package)
    version = _run("python", "-m", "hatchling", "version", cwd=ROOT).stdout.strip()
    done = repository.step(
        "release.yml",
        "Compare the tag with the version",
        check=False,
        TAG=tag.format(version),
    )
    assert done.returncode == status
