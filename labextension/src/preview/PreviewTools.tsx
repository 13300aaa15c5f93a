import { useState, type MouseEvent } from 'react';
import { line } from '../editor/icons';
import { Menu } from '../editor/Menu';
import { onEnter } from './enter';

const ColumnIcon = line('column', 'M2.5 3h11v10h-11Z', 'M6.5 3v10M10 3v10');
const CopyIcon = line('copy', 'M5.5 5.5h8v8h-8Z', 'M10.5 5.5v-3h-8v8h3');
const DownloadIcon = line('download', 'M8 2.25v8m-3-3 3 3 3-3', 'M2.5 11v2.5h11V11');

interface PreviewToolsProps {
  readonly total: number;
  readonly inspecting: boolean;
  goTo(row: number): void;
  inspect(): void;
  copy(): void;
  download(format: 'csv' | 'parquet'): void;
}

/** What can be done with the rows. */
export function PreviewTools({ total, inspecting, goTo, inspect, copy, download }: PreviewToolsProps): JSX.Element {
  const [menu, setMenu] = useState<{ x: number; y: number } | null>(null);
  const open = (event: MouseEvent<HTMLElement>) => {
    const { left, bottom } = event.currentTarget.getBoundingClientRect();
    setMenu({ x: left, y: bottom + 2 });
  };
  return (
    <span className="uzo-preview-tools" role="group" aria-label="Rows">
      {total > 100 && <GoTo total={total} goTo={goTo} />}
      <button
        type="button"
        className="uzo-icon-button"
        data-tool="column"
        aria-pressed={inspecting}
        title="Sort, filter and describe a column"
        aria-label="Sort, filter and describe a column"
        onClick={inspect}
      >
        <ColumnIcon />
      </button>
      <button
        type="button"
        className="uzo-icon-button"
        data-tool="copy"
        title="Copy the selected cells, or all rows, with the names of the columns"
        aria-label="Copy with the names of the columns"
        onClick={copy}
      >
        <CopyIcon />
      </button>
      <button
        type="button"
        className="uzo-icon-button"
        data-tool="download"
        title="Download the rows"
        aria-label="Download the rows"
        aria-haspopup="menu"
        aria-expanded={menu !== null}
        onClick={open}
      >
        <DownloadIcon />
      </button>
      {menu && (
        <Menu
          label="Download the rows"
          at={menu}
          close={() => setMenu(null)}
          items={[
            { label: 'As CSV', run: () => download('csv') },
            { label: 'As Parquet', run: () => download('parquet') }
          ]}
        />
      )}
    </span>
  );
}

/** Millions of rows are too many for a scroll bar to reach one of them. */
function GoTo({ total, goTo }: { total: number; goTo: (row: number) => void }): JSX.Element {
  const [text, setText] = useState('');
  const go = () => {
    const row = Number(text.replace(/[\s,._]/g, ''));
    if (text !== '' && Number.isInteger(row)) {
      goTo(Math.min(Math.max(row, 1), total) - 1);
    }
  };
  return (
    <input
      className="uzo-goto"
      aria-label={`Go to row, 1 to ${total}`}
      title="Go to a row"
      placeholder="Row…"
      inputMode="numeric"
      size={8}
      value={text}
      onChange={event => setText(event.target.value)}
      onKeyDown={onEnter(go)}
    />
  );
}
