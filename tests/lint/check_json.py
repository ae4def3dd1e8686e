"""Reads paths of JSON files, parses each strictly, and validates examples: FOLDER/examples/*.json against the one
FOLDER/*.schema.json. Exit 77 where the files are fine but python3-jsonschema is not there to validate them."""
import glob
import json
import os
import sys

try:
    import jsonschema
except ImportError:
    jsonschema = None


def no_constant(name):
    raise ValueError(f"{name} is not JSON")


def no_duplicates(pairs):
    keys = [key for key, _ in pairs]
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise ValueError(f"keys twice: {sorted(twice)}")
    return dict(pairs)


def load(path):
    with open(path, encoding="utf-8") as f:
        return json.load(f, parse_constant=no_constant, object_pairs_hook=no_duplicates)


def schema_for(path):
    folder = os.path.dirname(path)
    if os.path.basename(folder) != "examples":
        return None
    schemas = glob.glob(os.path.join(os.path.dirname(folder), "*.schema.json"))
    return schemas[0] if len(schemas) == 1 else None


def check(path):
    document = load(path)
    if jsonschema is None:
        return
    if path.endswith(".schema.json"):
        jsonschema.validators.validator_for(document).check_schema(document)
    elif schema_for(path):
        schema = load(schema_for(path))
        validator = jsonschema.validators.validator_for(schema)(schema)
        errors = sorted(validator.iter_errors(document), key=str)
        for error in errors:
            print(f"{path}: {error.json_path}: {error.message}")
        if errors:
            raise ValueError(f"{len(errors)} places do not fit {schema_for(path)}")


def main():
    red = 0
    for path in sys.stdin.read().splitlines():
        try:
            check(path)
        except Exception as error:  # pylint: disable=broad-except
            print(f"{path}: {error}")
            red += 1
    if red:
        return 1
    if jsonschema is None:
        print("skipped: python3-jsonschema is not installed; all files parse")
        return 77
    return 0


sys.exit(main())
