import type { ErrorSchema, RJSFSchema, ValidationData, ValidatorType } from '@rjsf/utils';

type Data = Record<string, unknown>;

const NOTHING: ValidationData<Data> = { errors: [], errorSchema: {} as ErrorSchema<Data> };

/** The kernel judges settings: it knows the columns and what expressions mean. The form only has to be drawn. */
export const trusting: ValidatorType<Data, RJSFSchema> = {
  validateFormData: () => NOTHING,
  toErrorList: () => [],
  isValid: () => true,
  rawValidation: () => ({})
};
