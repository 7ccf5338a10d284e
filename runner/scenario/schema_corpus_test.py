"""Keeps scenarios/scenario.schema.json in step with the reader: what the reader accepts the schema accepts, and it
refuses the files of the corpus whose .expected says so in its first line."""

import json
import pathlib
import sys

try:
    from jsonschema import Draft202012Validator
except ImportError:
    sys.exit("The Python package jsonschema is not installed. Run tools/setup, or install python3-jsonschema.")

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CORPUS = ROOT / "runner/scenario/testdata"


def first_error(validator, path):
    """One line about what the schema refuses in a file, or None."""
    errors = validator.iter_errors(json.loads(path.read_text(encoding="utf-8-sig")))
    for error in errors:
        return f"{path.relative_to(ROOT)}: {error.json_path}: {error.message[:200]}"
    return None


def sound_files():
    """Every file that the schema must accept."""
    yield from sorted(CORPUS.glob("accepted/*.json"))
    for path in sorted((ROOT / "scenarios").rglob("*.json")):
        area = path.relative_to(ROOT / "scenarios").parts[0]
        if area not in ("requirements", "sources", "deviations") and not path.name.endswith(".schema.json"):
            yield path


def refused_files():
    """Every file of the corpus that the schema must refuse."""
    for path in sorted(CORPUS.glob("rejected/*.expected")):
        if path.read_text(encoding="utf-8").startswith("schema\n"):
            yield path.with_suffix(".json")


def main():
    schema = json.loads((ROOT / "scenarios/scenario.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    accepted, refused = list(sound_files()), list(refused_files())
    problems = [error for path in accepted if (error := first_error(validator, path))]
    problems += [
        f"{path.relative_to(ROOT)}: the schema accepts it, its .expected says that it refuses it"
        for path in refused
        if first_error(validator, path) is None
    ]
    if len(accepted) < 5 or len(refused) < 25:
        problems.append(f"only {len(accepted)} files to accept and {len(refused)} to refuse were found")
    print("\n".join(problems) or f"{len(accepted)} files accepted, {len(refused)} refused")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
