import inspect, textwrap
from pygments import highlight, lex
from pygments.formatters import HtmlFormatter, LatexFormatter, NullFormatter, RawTokenFormatter, TerminalFormatter
from pygments.lexers import get_all_lexers, get_lexer_by_name, get_lexer_for_filename, guess_lexer
from pygments.styles import get_style_by_name

source = inspect.getsource(textwrap)[:4000]
for name, text in (("python", source), ("c", "int main(void) { /* c */ return 0x1f; }\n#define X 1\n"), ("html", "<p class='x'>a &amp; <script>var x = 1;</script></p>"),
                   ("json", '{"a": [1, null, "\\n"]}'), ("bash", "for i in $(ls); do echo \"$i\" | sed 's/a/b/'; done"), ("sql", "select * from t where a = 'x' -- c"),
                   ("rst", "Title\n=====\n\n``code`` *em*\n\n.. note:: x\n"), ("diff", "--- a\n+++ b\n-x\n+y\n")):
    lexer = get_lexer_by_name(name, stripall=True)
    print(name, [(str(t), v) for t, v in lex(text, lexer)][:60])
    print(highlight(text, lexer, HtmlFormatter(linenos="inline", cssclass="c"))[:2000], highlight(text, lexer, TerminalFormatter())[:500])
print(len(list(get_all_lexers())) > 100, get_lexer_for_filename("x.rs").name, guess_lexer("#!/usr/bin/python\nprint()").name, HtmlFormatter(style="monokai").get_style_defs(".h")[:300])
print(highlight("x = 1", get_lexer_by_name("python"), LatexFormatter()), get_style_by_name("default").background_color)
