import type {
  GatewayCallAnswer,
  GatewayCallsAnswer,
  GatewayDefaultModelAnswer,
  GatewayDeleteModelAnswer,
  GatewayLibraryAnswer,
  GatewayLibraryModelAnswer,
  GatewayLibraryProviderAnswer,
  GatewayModelPullAnswer,
  GatewayModelPullLayer,
} from './generated/index.js';

/** What the gateway answers about models. */
export type Library = GatewayLibraryAnswer;
export type LibraryModel = GatewayLibraryModelAnswer;
export type LibraryProvider = GatewayLibraryProviderAnswer;
export type ModelPull = GatewayModelPullAnswer;
export type PullLayer = GatewayModelPullLayer;
export type Deletion = GatewayDeleteModelAnswer;
export type DefaultModel = GatewayDefaultModelAnswer;
/** One model call that ended; never what was said in it. */
export type ModelCall = GatewayCallAnswer;
export type ModelCalls = GatewayCallsAnswer;
