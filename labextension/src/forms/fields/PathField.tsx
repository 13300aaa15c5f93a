import type { FieldProps } from '@rjsf/utils';
import type { FormContext } from '../context';

/** A path, typed or chosen from the files that Jupyter shows. */
export function PathField({ formData, onChange, idSchema, formContext }: FieldProps): JSX.Element {
  const { host, folder } = formContext as FormContext;
  const browse = async () => {
    const { chooseFile } = await import('../files');
    const path = host?.documents ? await chooseFile(host.documents, folder()) : null;
    if (path !== null) {
      onChange(path);
    }
  };
  return (
    <div className="uzo-path">
      <input
        id={idSchema.$id}
        type="text"
        value={typeof formData === 'string' ? formData : ''}
        placeholder="data/orders.csv"
        autoComplete="off"
        spellCheck={false}
        onChange={event => onChange(event.target.value || undefined)}
      />
      {host?.documents && (
        <button type="button" className="uzo-button" onClick={() => void browse()}>
          Browse…
        </button>
      )}
    </div>
  );
}
