import jsonschema
from jsonschema import Draft7Validator, Draft202012Validator, FormatChecker, ValidationError

schema = {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "required": ["name"], "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "minLength": 2, "pattern": "^[a-z]+$"}, "age": {"type": "integer", "minimum": 0, "multipleOf": 2},
        "tags": {"type": "array", "items": {"enum": ["a", "b"]}, "uniqueItems": True, "maxItems": 3}, "sub": {"$ref": "#/$defs/sub"},
        "one": {"oneOf": [{"type": "string"}, {"type": "integer", "minimum": 10}]}, "mail": {"format": "email"}},
    "$defs": {"sub": {"type": "object", "properties": {"x": {"const": 1}}, "dependentRequired": {"x": ["y"]}}}}
v = Draft202012Validator(schema, format_checker=FormatChecker())
for value in ({"name": "ab"}, {}, {"name": "A", "age": -1, "z": 0}, {"name": "ok", "tags": ["a", "a", "c", 1]}, {"name": "ok", "sub": {"x": 2}},
              {"name": "ok", "sub": {"x": 1}}, {"name": "ok", "one": 5}, {"name": "ok", "mail": "nope"}, [1], {"name": "ok", "age": 2.0}):
    print(v.is_valid(value), sorted((e.message, list(e.absolute_path), list(e.schema_path), e.validator) for e in v.iter_errors(value)))
try:
    jsonschema.validate({"name": 1}, schema)
except ValidationError as e:
    print(e, jsonschema.exceptions.best_match(v.iter_errors({"name": 1})).message)
try:
    Draft7Validator.check_schema({"type": "nope"})
except jsonschema.SchemaError as e:
    print(e.message)
print(jsonschema.ErrorTree(v.iter_errors({"name": "A"}))["name"].errors.keys())
