"""Puts active content, escapes and marks that turn text round wherever a page may show a student's words."""

EXPECT = {"corr2d": "0 error", "convolve2d": "0 error", "corr1d": "0 failed|error"}

# %%
# <script>alert('PWNED in a comment')</script> \u202e
from IPython.display import HTML, SVG, Javascript, Markdown, display

evil = "<script>alert('PWNED')</script><img src=x onerror=alert('PWNED')>"
display(HTML(evil + "<a href='javascript:alert(1)'>PWNED</a><style>*{display:none}</style>"))
display(HTML("<iframe src='http://203.0.113.5/'></iframe><form action='http://203.0.113.5/'>"))
display(HTML("<meta http-equiv=refresh content='0;url=http://203.0.113.5/'><base href='//x'>"))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>1</script></svg>"))
display(Javascript("alert('PWNED')"))
display(Markdown(evil))
print(evil, "</pre></code></textarea>", "\x1b]0;PWNED\x07\x1b[31mred\x1b[0m \u202egnihton\u2066 \x00 \x9b31m")

# %% corr2d
class Evil(Exception):
    pass


Evil.__name__ = "<script>alert('PWNED')</script>"


def corr2d(X, K):
    raise Evil("</pre><script>alert('PWNED')</script>\u202e =cmd|'/c calc'!A1\n\r,\"", evil)

# %% convolve2d
def convolve2d(X, K):
    raise TypeError("\ud800\udfff {{ 7 * 7 }} {% raw %} ${7*7} %s %n \u0000")

# %% corr1d
def corr1d(x, k):
    return evil
