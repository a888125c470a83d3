// The editor of a cell: CodeMirror, with the page's own colours for Python.

import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import {
  HighlightStyle,
  bracketMatching,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightSpecialChars, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";

// Pygments' classes, which the page's style sheet colours inside .highlight, in light and dark.
const pygments = HighlightStyle.define([
  { tag: tags.comment, class: "c1" },
  { tag: [tags.keyword, tags.definitionKeyword, tags.controlKeyword], class: "k" },
  { tag: tags.moduleKeyword, class: "kn" },
  { tag: [tags.bool, tags.null], class: "kc" },
  { tag: [tags.operatorKeyword, tags.logicOperator], class: "ow" },
  { tag: [tags.operator, tags.compareOperator, tags.arithmeticOperator], class: "o" },
  { tag: tags.number, class: "mi" },
  { tag: [tags.string, tags.special(tags.string)], class: "s2" },
  { tag: tags.docString, class: "sd" },
  { tag: tags.escape, class: "se" },
  { tag: tags.function(tags.definition(tags.variableName)), class: "nf" },
  { tag: tags.definition(tags.className), class: "nc" },
  { tag: tags.meta, class: "nd" },
]);

/**
 * Put an editor into an element. Shift+Enter and Ctrl+Enter run; Escape, then Tab leaves.
 *
 * @param {{parent: Element, doc: string, label: string, help: string,
 *          onRun: () => void, onChange: (text: string) => void}} options
 * @returns {{text: () => string, focus: () => void, destroy: () => void}}
 */
export function createEditor({ parent, doc, label, help, onRun, onChange }) {
  const run = () => (onRun(), true);
  const view = new EditorView({
    parent,
    doc,
    extensions: [
      keymap.of([
        { key: "Shift-Enter", run },
        { key: "Mod-Enter", run },
        indentWithTab,
        ...defaultKeymap,
        ...historyKeymap,
      ]),
      history(),
      python(),
      indentUnit.of("    "),
      EditorState.tabSize.of(4),
      indentOnInput(),
      bracketMatching(),
      drawSelection(),
      highlightSpecialChars(),
      syntaxHighlighting(pygments),
      EditorView.contentAttributes.of({ "aria-label": label, "aria-describedby": help }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) onChange(update.state.doc.toString());
      }),
    ],
  });
  return {
    text: () => view.state.doc.toString(),
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}
