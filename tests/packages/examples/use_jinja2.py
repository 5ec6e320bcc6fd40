import jinja2

env = jinja2.Environment(
    loader=jinja2.DictLoader({
        "base": "<h1>{% block title %}base{% endblock %}</h1>{% block body required %}{% endblock %}",
        "page": "{% extends 'base' %}{% block title %}{{ super() }}-{{ t|upper }}{% endblock %}{% block body %}{% include 'part' %}{% endblock %}",
        "part": "{% for k, v in d|dictsort %}{{ loop.index }}:{{ k }}={{ v }}{{ ', ' if not loop.last }}{% else %}none{% endfor %}",
        "macro": "{% macro f(x, y=2) %}[{{ x }}{{ y }}{{ caller() if caller is defined else '' }}]{% endmacro %}{{ f(1) }}{% call f(3, 4) %}c{% endcall %}",
        "import": "{% from 'macro' import f %}{{ f('i') }}",
    }), autoescape=True, trim_blocks=True, undefined=jinja2.StrictUndefined, extensions=["jinja2.ext.loopcontrols", "jinja2.ext.do"])
print(env.get_template("page").render(t="x<y", d={"b": 1, "a": "<>"}))
print(env.get_template("page").render(t="", d={}))
print(env.get_template("macro").render(), env.get_template("import").render())
for source in ("{{ [1,2,3]|sum }} {{ 'abc'|reverse }} {{ 7 // 2 }} {{ 2 ** 8 }} {{ 'a' ~ 1 }} {{ x is defined }} {{ 5 is divisibleby 5 }}",
               "{% set ns = namespace(n=0) %}{% for i in range(10) if i is odd %}{% if i > 6 %}{% break %}{% endif %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}",
               "{% filter upper %}abc {{ '<b>'|safe }}{% endfilter %}{% raw %}{{ x }}{% endraw %}", "{{ items|groupby('k')|list|length }}",
               "{{ items|map(attribute='k')|join('-') }} {{ items|selectattr('k', 'gt', 1)|list }}", "{{ missing }}", "{{ 1 / 0 }}", "{% if %}",
               "{{ {'a': {'b': [1, 2]}}.a.b[1] }} {{ 'x'.join(['a','b']) }} {{ '%05.2f'|format(3.14159) }} {{ 'long text here'|wordwrap(5) }}"):
    try:
        print(env.from_string(source).render(items=[{"k": 1}, {"k": 2}, {"k": 1}]))
    except Exception as e:
        print(type(e).__name__, e)
print(env.compile_expression("a + b * 2")(a=1, b=2), list(env.lex("{{ a }}")), env.parse("{{ a.b }}"))
print(sorted(jinja2.meta.find_undeclared_variables(env.parse("{{ a }}{% set b = c %}"))) if hasattr(jinja2, "meta") else "")


async def main():
    e = jinja2.Environment(enable_async=True)
    async def gen():
        for i in range(3):
            yield i
    print(await e.from_string("{% for i in g() %}{{ i }}{% endfor %}").render_async(g=gen))

import asyncio
asyncio.run(main())
