import type { ILiveWorkflows } from '../state/registry';
import { WorkflowModel, WorkflowView } from './model';

/** The classes under the names that Python's widget asks for. */
export function widgetExports(workflows: ILiveWorkflows): Record<string, typeof WorkflowModel | typeof WorkflowView> {
  class RegisteredModel extends WorkflowModel {
    protected override get workflows(): ILiveWorkflows {
      return workflows;
    }
  }
  return { WorkflowModel: RegisteredModel, WorkflowView };
}
