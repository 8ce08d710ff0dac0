/**
 * The requests that get tokens (RFC 6749, RFC 7636, RFC 8628). What is asked and how answers are read is
 * oauth4webapi's; the connections are ours.
 * @module
 */
import * as oauth from "oauth4webapi";
import { startTimer } from "../../../clock/timer.ts";
import type { Lookup } from "../../../dns/mod.ts";
import { serverAddresses } from "../../../smtp/delivery/find.ts";
import { SmtpError } from "../../../smtp/error.ts";
import { requestHttp } from "../../../smtp/http/request.ts";
import { HttpError } from "../../../smtp/http/response.ts";
import { CliError, Exit } from "../../terminal/exit.ts";
import { meaningOf } from "./explain.ts";
import { hostOf, type OAuthSettings, readEndpoint } from "./settings.ts";

/** Milliseconds that an answer is waited for. */
const DEADLINE = 30_000;

/** KiB of an answer at most; tokens have a few. */
const MOST = 256;

/** Characters of a server's description that are shown. */
const MAX_DESCRIPTION = 300;

/** Tokens that were got. */
export interface Tokens {
  /** The token that servers take. */
  readonly accessToken: string;
  /** When it ends, in milliseconds since 1970; null if nobody said so. */
  readonly expiresAt: number | null;
  /** What a new one is got with; null if there is none. */
  readonly refreshToken: string | null;
}

/** A code that a person enters on another device. */
export interface DeviceCode {
  /** What the program asks with; a secret. */
  readonly deviceCode: string;
  /** What the person enters. */
  readonly userCode: string;
  /** Where. */
  readonly verificationUri: string;
  /** Seconds until it is of no use any more. */
  readonly expiresIn: number;
  /** Seconds between two questions. */
  readonly interval: number;
}

/** What a client asks with. */
interface ClientOptions {
  /** The program's secret, if it has one. */
  readonly clientSecret: string | undefined;
  /** Where to ask for addresses. */
  readonly lookup: Lookup;
  /** A limit in milliseconds that shortens the deadline. */
  readonly limit: number | undefined;
  /** Aborted when the user wants no more. */
  readonly signal: AbortSignal;
}

/** Seconds between two questions where the server does not say it (RFC 8628 section 3.2). */
const DEFAULT_INTERVAL = 5;

/** Gets tokens. All its errors are a {@linkcode CliError}, and hold no secret. */
export class OAuthClient {
  readonly #settings: OAuthSettings;
  readonly #options: ClientOptions;
  readonly #server: oauth.AuthorizationServer;
  readonly #client: oauth.Client;
  readonly #auth: oauth.ClientAuth;
  readonly #http: {
    [oauth.customFetch]: (
      url: string,
      init: { body: URLSearchParams; headers: Record<string, string> },
    ) => Promise<Response>;
    [oauth.allowInsecureRequests]: true;
  };

  /** @param settings What the account says. @param options What to ask with. */
  constructor(settings: OAuthSettings, options: ClientOptions) {
    const { clientId, tokenUrl, deviceUrl, authorizeUrl } = settings;
    const { clientSecret } = options;
    this.#settings = settings;
    this.#options = options;
    this.#server = {
      issuer: new URL(tokenUrl).origin,
      token_endpoint: tokenUrl,
      ...(deviceUrl === undefined ? {} : { device_authorization_endpoint: deviceUrl }),
      ...(authorizeUrl === undefined ? {} : { authorization_endpoint: authorizeUrl }),
    };
    this.#client = { client_id: clientId };
    this.#auth = clientSecret === undefined ? oauth.None() : oauth.ClientSecretPost(clientSecret);
    this.#http = {
      [oauth.customFetch]: (url, init) => this.#fetch(url, init),
      // Which URLs may be without TLS is decided by readEndpoint.
      [oauth.allowInsecureRequests]: true,
    };
  }

  /** Asks for a code that a person enters on another device (RFC 8628 section 3.1). */
  async device(): Promise<DeviceCode> {
    const { deviceUrl, scope } = this.#settings;
    if (deviceUrl === undefined) throw new TypeError("there is no URL for a device");
    return await this.#explained(deviceUrl, [], async () => {
      const response = await oauth.deviceAuthorizationRequest(
        this.#server,
        this.#client,
        this.#auth,
        { scope },
        this.#http,
      );
      const code = await oauth.processDeviceAuthorizationResponse(
        this.#server,
        this.#client,
        response,
      );
      return {
        deviceCode: code.device_code,
        userCode: code.user_code,
        verificationUri: code.verification_uri,
        expiresIn: code.expires_in,
        interval: code.interval ?? DEFAULT_INTERVAL,
      };
    });
  }

  /**
   * Asks whether the person has entered the code (RFC 8628 section 3.4).
   *
   * @param deviceCode The code of {@linkcode device}.
   * @returns The tokens, or that nobody has yet: to be asked again, perhaps less often, unless
   * the code is of no use any more.
   */
  async poll(deviceCode: string): Promise<Tokens | "pending" | "slower" | "expired"> {
    const { tokenUrl } = this.#settings;
    return await this.#explained(tokenUrl, [deviceCode], async () => {
      const response = await oauth.deviceCodeGrantRequest(
        this.#server,
        this.#client,
        this.#auth,
        deviceCode,
        this.#http,
      );
      try {
        return tokensOf(
          await oauth.processDeviceCodeResponse(this.#server, this.#client, response),
        );
      } catch (error) {
        if (!(error instanceof oauth.ResponseBodyError)) throw error;
        if (error.error === "authorization_pending") return "pending";
        if (error.error === "slow_down") return "slower";
        if (error.error === "expired_token") return "expired";
        throw error;
      }
    });
  }

  /**
   * What the person's browser is sent to (RFC 6749 section 4.1.1, RFC 7636 section 4.3).
   *
   * @param redirect Where the browser comes back to.
   * @param state What it brings.
   * @param verifier The secret of the one who asks for the token.
   */
  async authorizeUrl(redirect: string, state: string, verifier: string): Promise<URL> {
    const url = new URL(this.#settings.authorizeUrl ?? "");
    const parameters = {
      response_type: "code",
      client_id: this.#settings.clientId,
      redirect_uri: redirect,
      scope: this.#settings.scope,
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      // Without these Google gives a token that cannot be renewed.
      access_type: "offline",
      prompt: "consent",
    };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return url;
  }

  /**
   * Gets tokens for what the browser brought (RFC 6749 section 4.1.3).
   *
   * @param answer The parameters of the browser's request.
   * @param asked What {@linkcode authorizeUrl} was asked with.
   */
  async exchange(
    answer: URLSearchParams,
    { redirect, state, verifier }: {
      readonly redirect: string;
      readonly state: string;
      readonly verifier: string;
    },
  ): Promise<Tokens> {
    const secrets = [verifier, answer.get("code") ?? ""];
    return await this.#explained(this.#settings.tokenUrl, secrets, async () => {
      const parameters = new URLSearchParams(answer);
      // It tells servers apart, and there is only one.
      parameters.delete("iss");
      const valid = oauth.validateAuthResponse(this.#server, this.#client, parameters, state);
      const response = await oauth.authorizationCodeGrantRequest(
        this.#server,
        this.#client,
        this.#auth,
        valid,
        redirect,
        verifier,
        this.#http,
      );
      return tokensOf(
        await oauth.processAuthorizationCodeResponse(this.#server, this.#client, response),
      );
    });
  }

  /**
   * Gets new tokens (RFC 6749 section 6).
   *
   * @param refreshToken What they are got with; it stays good unless there is a new one.
   */
  async refresh(refreshToken: string): Promise<Tokens> {
    return await this.#explained(this.#settings.tokenUrl, [refreshToken], async () => {
      const response = await oauth.refreshTokenGrantRequest(
        this.#server,
        this.#client,
        this.#auth,
        refreshToken,
        this.#http,
      );
      const tokens = tokensOf(
        await oauth.processRefreshTokenResponse(this.#server, this.#client, response),
      );
      return { ...tokens, refreshToken: tokens.refreshToken ?? refreshToken };
    });
  }

  async #fetch(
    text: string,
    { body, headers }: { readonly body: URLSearchParams; readonly headers: Record<string, string> },
  ): Promise<Response> {
    const url = readEndpoint(text);
    const { lookup, limit } = this.#options;
    const late = new AbortController();
    const deadline = Math.min(DEADLINE, limit ?? Infinity);
    const stop = startTimer(deadline, () => late.abort());
    const signal = AbortSignal.any([this.#options.signal, late.signal]);
    try {
      const name = hostOf(url);
      const addresses = await serverAddresses(name, [4, 6], lookup, signal);
      if ("status" in addresses) {
        const code = addresses.status === "deferred" ? Exit.temporary : Exit.noHost;
        throw new CliError(code, addresses.explanation);
      }
      const secure = url.protocol === "https:";
      const port = url.port === "" ? (secure ? 443 : 80) : Number(url.port);
      const { status, mediaType, content } = await requestHttp(
        { name, addresses, port, secure },
        {
          path: `${url.pathname}${url.search}`,
          accept: headers["accept"] ?? "application/json",
          fields: [`Content-Type: ${headers["content-type"]}`],
          content: body.toString(),
        },
        { caCerts: [], limit, signal, most: MOST },
      );
      if (status >= 500 || status === 429) {
        throw new CliError(Exit.temporary, `${name} answered ${status}: try again later`);
      }
      if (status < 200) throw new HttpError(`answered ${status}`);
      const isEmpty = status === 204 || status === 205 || status === 304;
      return new Response(isEmpty ? null : new Uint8Array(content), {
        status,
        headers: { "content-type": mediaType },
      });
    } catch (error) {
      if (!late.signal.aborted || this.#options.signal.aborted) throw error;
      const reason = `${hostOf(url)} did not answer within ${deadline / 1000} s`;
      throw new CliError(Exit.temporary, reason, { cause: error });
    } finally {
      stop();
    }
  }

  /** Turns what goes wrong into words, without what is secret. */
  async #explained<Result>(
    url: string,
    secrets: readonly string[],
    work: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (this.#options.signal.aborted) {
        throw new CliError(Exit.interrupted, "interrupted", { cause: error });
      }
      const all = [...secrets, this.#options.clientSecret ?? ""].filter((text) => text !== "");
      throw asCliError(error, hostOf(new URL(url)), all);
    }
  }
}

function tokensOf(
  { access_token, expires_in, refresh_token }: oauth.TokenEndpointResponse,
): Tokens {
  return {
    accessToken: access_token,
    expiresAt: expires_in === undefined ? null : Date.now() + expires_in * 1000,
    refreshToken: refresh_token ?? null,
  };
}

function asCliError(error: unknown, host: string, secrets: readonly string[]): unknown {
  if (error instanceof CliError) return error;
  const isRefusal = error instanceof oauth.ResponseBodyError ||
    error instanceof oauth.AuthorizationResponseError;
  if (isRefusal) {
    const { error: code, error_description: description } = error;
    const { text, hint, exitCode } = meaningOf(code, description);
    const words = [code, ...(description === undefined ? [] : [firstLine(description)])].join(": ");
    return new CliError(exitCode, conceal(`${text} (${host}: ${words})`, secrets), { hint });
  }
  if (error instanceof SmtpError) {
    const code = error.kind === "permission"
      ? Exit.configuration
      : error.temporary
      ? Exit.temporary
      : Exit.protocol;
    return new CliError(code, `no token from ${host}: ${error.message}`, { cause: error });
  }
  if (error instanceof HttpError) {
    // With a cause, it is the connection that broke.
    const code = error.cause === undefined ? Exit.protocol : Exit.temporary;
    return new CliError(code, `no token from ${host}: the server ${error.message}`);
  }
  const isNoAnswer = error instanceof oauth.OperationProcessingError ||
    error instanceof oauth.UnsupportedOperationError ||
    (error instanceof TypeError && "code" in error);
  if (!isNoAnswer) return error;
  // Its cause holds the whole answer, with what is secret in it.
  return new CliError(Exit.protocol, `${host} does not answer as an OAuth server does`);
}

function firstLine(text: string): string {
  const [line = ""] = text.split(/[\r\n]/, 1);
  return line.length > MAX_DESCRIPTION ? `${line.slice(0, MAX_DESCRIPTION)}…` : line;
}

function conceal(text: string, secrets: readonly string[]): string {
  return secrets.reduce((shown, secret) => shown.replaceAll(secret, "***"), text);
}
