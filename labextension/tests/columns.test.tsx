// @vitest-environment jsdom
import type { FieldProps } from '@rjsf/utils';
import { act, useState } from 'react';
import { expect, it } from 'vitest';
import { ColumnsField } from '../src/forms/fields/ColumnsField';
import { drawsInPage, find, host, show, type } from './react';

drawsInPage();

function Form(): JSX.Element {
  const [formData, onChange] = useState<unknown>(['a', 'b', 'c']);
  const props = { formData, onChange, schema: {}, idSchema: { $id: 'f' }, formContext: { columns: () => [] } };
  return <ColumnsField {...(props as unknown as FieldProps)} />;
}

const chips = () => [...host.querySelectorAll('.uzo-column-chip')].map(chip => chip.textContent);
const press = (key: string, repeat: boolean) => {
  const event = new KeyboardEvent('keydown', { key, repeat, bubbles: true, cancelable: true });
  act(() => void document.activeElement!.dispatchEvent(event));
};

it('a key that is held to erase what is typed leaves the chosen columns alone', () => {
  show(<Form />);
  type(find('input'), 'x');
  type(find('input'), '');
  press('Backspace', true);
  expect(chips()).toEqual(['a', 'b', 'c']);
  press('Backspace', false);
  expect(chips()).toEqual(['a', 'b']);
});

it.each(['Delete', 'Backspace', 'Enter'])('%s removes one column, however long it is held', key => {
  show(<Form />);
  act(() => find('.uzo-chips button').focus());
  press(key, false);
  press(key, true);
  expect(chips()).toEqual(['b', 'c']);
});
