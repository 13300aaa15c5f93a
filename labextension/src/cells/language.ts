import { LanguageSupport } from '@codemirror/language';
import '../../style/cells.css';
import { highlighting } from './highlight';
import { hovering } from './hover';
import { problemMarking } from './problems';

/** Python's parser, indentation and comments, with the words, problems and descriptions of workflows. */
export function uzoLanguage(python: LanguageSupport): LanguageSupport {
  return new LanguageSupport(python.language, [python.support, highlighting(), problemMarking(), hovering()]);
}
