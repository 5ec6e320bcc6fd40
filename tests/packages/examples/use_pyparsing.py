import pyparsing as pp

integer = pp.pyparsing_common.signed_integer
expr = pp.infix_notation(integer | pp.Word(pp.alphas), [
    (pp.one_of("* /"), 2, pp.OpAssoc.LEFT), (pp.one_of("+ -"), 2, pp.OpAssoc.LEFT), ("!", 1, pp.OpAssoc.LEFT)])
print(expr.parse_string("1+2*(x-3)!", parse_all=True).as_list())
value = pp.Forward()
string = pp.quoted_string.copy().set_parse_action(pp.remove_quotes)
items = pp.DelimitedList(value) if hasattr(pp, "DelimitedList") else pp.delimited_list(value)
array = pp.Group(pp.Suppress("[") + pp.Optional(items) + pp.Suppress("]"))
pair = pp.Group(string("key") + pp.Suppress(":") + value("value"))
obj = pp.Dict(pp.Suppress("{") + pp.Optional(pp.DelimitedList(pair)) + pp.Suppress("}"))
value <<= string | pp.pyparsing_common.number | array | pp.Group(obj) | pp.Keyword("true").set_parse_action(lambda: True)
r = value.parse_string('{"a": [1, 2.5, {"b": true}], "c": "x"}')
print(r.as_list(), r[0].as_dict() if hasattr(r[0], "as_dict") else "", r.dump())
for text in ('{"a": }', "[1, 2", "nope"):
    try:
        value.parse_string(text, parse_all=True)
    except pp.ParseException as e:
        print(e, e.lineno, e.column, e.explain(depth=0))
word = pp.Word(pp.alphas, pp.alphanums + "_").set_name("word")
print(word.scan_string("a1 b_2 3c"), [m[0].as_list() for m in word.scan_string("a1 b_2 3c")], word.transform_string("x y"), word.search_string("q w").as_list())
date = pp.Regex(r"(?P<y>\d{4})-(?P<m>\d\d)")
print(date.parse_string("2020-05").as_dict(), (pp.OneOrMore(word) + pp.LineEnd()).parse_string("a b c").as_list(), expr, value)
print(pp.nested_expr().parse_string("(a (b c) (d (e)))").as_list(), pp.srange("[a-e0-3]"))
pp.ParserElement.enable_packrat()
print(expr.parse_string("((((1+2))))").as_list())
