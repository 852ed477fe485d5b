import { randomBytes } from "node:crypto";
import { type Command, type CommandIo, parseCommandLine, UsageError } from "@/cli/command";
import { email, password } from "@/lib/auth/schema";
import { personName } from "@/lib/room/schema";

const OPTIONS = {
  password: { type: "string" },
  name: { type: "string" },
  admin: { type: "boolean" },
} as const;

const USAGE = `parley user create EMAIL [--password P] [--name N] [--admin]
parley user list
parley user promote EMAIL
parley user disable EMAIL

The first account of an instance is an admin. Without --password one is made up and told on stderr.
Prints the account, a line each, without secrets.`;

/** Checks a value with the schema the website uses. @throws UsageError with its sentence */
function checked<T>(
  schema: {
    safeParse(
      value: unknown,
    ): { success: true; data: T } | { success: false; error: { issues: { message: string }[] } };
  },
  value: unknown,
): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new UsageError(result.error.issues[0]?.message ?? "That could not be understood.");
}

function parse(argv: string[]) {
  const { values, positionals } = parseCommandLine(argv, OPTIONS);
  const [action, address, ...more] = positionals;
  if (action === undefined || !["create", "list", "promote", "disable"].includes(action))
    throw new UsageError("Say what to do: parley user create, list, promote or disable.");
  if (action === "list") {
    if (address !== undefined) throw new UsageError("`parley user list` takes no more words.");
    return { action: "list" as const };
  }
  if (address === undefined || more.length > 0)
    throw new UsageError(`Give one e-mail address: parley user ${action} anna@example.org`);
  const who = checked(email, address);
  if (action !== "create") {
    if (Object.keys(values).length > 0)
      throw new UsageError(`\`parley user ${action}\` takes nothing but the address.`);
    return { action: action as "promote" | "disable", email: who };
  }
  return {
    action: "create" as const,
    email: who,
    name: checked(personName, values.name ?? who.split("@")[0]),
    password: values.password === undefined ? null : checked(password, values.password),
    admin: values.admin ?? false,
  };
}

async function run(argv: string[], io: CommandIo): Promise<void> {
  const asked = parse(argv);
  const { accountByEmail, createAccount, listAccounts, setDisabled, setRole } = await import(
    "@/lib/auth/service"
  );
  if (asked.action === "list") {
    for (const account of await listAccounts()) io.out(account);
    return;
  }
  if (asked.action === "create") {
    const made = asked.password ?? randomBytes(15).toString("base64url");
    const account = await createAccount({
      email: asked.email,
      name: asked.name,
      password: made,
      ...(asked.admin && { admin: true }),
    });
    if (asked.password === null) io.progress(`The password of ${account.email} is ${made}`);
    io.out({ ...account, disabled: false });
    return;
  }
  const { id, disabled } = await accountByEmail(asked.email);
  if (asked.action === "promote") io.out({ ...(await setRole(id, "admin")), disabled });
  else io.out({ ...(await setDisabled(id, true)), disabled: true });
}

export const command: Command = {
  name: "user",
  summary: "Creates, lists, promotes and disables accounts",
  usage: USAGE,
  needsDatabase: true,
  validate: (argv) => void parse(argv),
  run,
};
