"""Chinese search without a dictionary: by single characters and pairs of neighbours.

Sphinx's own needs a segmenter for the pages and has none for the query, so it finds nothing.
Here both are cut alike: a page is found by its characters and pairs, 卷积核 by 卷积 and 积核.
"""

import re

from sphinx.application import Sphinx
from sphinx.search.zh import SearchChinese
from sphinx.util.typing import ExtensionMetadata

_PIECE = re.compile(r"[\u3400-\u9fff]+|[^\W\u3400-\u9fff]+")


def pieces(text: str) -> list[str]:
    """Cut a text as pages are indexed: characters and pairs of Chinese, words of the rest."""
    cut: list[str] = []
    for piece in _PIECE.findall(text):
        if re.match(r"[\u3400-\u9fff]", piece):
            cut += [*piece, *(piece[i : i + 2] for i in range(len(piece) - 1))]
        else:
            cut.append(piece)
    return cut


class SearchGrams(SearchChinese):
    """Sphinx's search for Chinese, with another way to cut texts and queries."""

    # A query's pairs are enough; a single character stands for itself.
    js_splitter_code = r"""
function splitQuery(query) {
  const pieces = query.match(/[\u3400-\u9fff]+|[^\W_\u3400-\u9fff]+/gu) ?? [];
  return pieces.flatMap((piece) =>
    /^[\u3400-\u9fff]{2,}$/.test(piece)
      ? [...piece].slice(1).map((_, i) => piece.slice(i, i + 2))
      : [piece]);
}
"""

    def split(self, input: str) -> list[str]:  # noqa: A002 (Sphinx's name)
        """Cut a page's text."""
        return pieces(input)

    def word_filter(self, stemmed_word: str) -> bool:
        """Keep every piece but a single letter or digit."""
        return len(stemmed_word) > 1 or not stemmed_word.isascii()


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the extension."""
    app.add_search_language(SearchGrams)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
