"use client";

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { type AdminPerson, adminPeopleQuery, changePerson } from "@/lib/client/admin-queries";
import { errorSentence } from "@/lib/client/api";
import { longDate } from "@/lib/client/format";
import { keys } from "@/lib/client/queries";
import { useDebounced } from "@/lib/client/use-debounced";
import {
  AlertDialog,
  Avatar,
  Badge,
  Cell,
  colourOf,
  HeadCell,
  IconButton,
  Menu,
  MenuContent,
  MenuItem,
  MenuTrigger,
  Row,
  Table,
} from "../../../_components/ui";
import { ListFrame } from "./list-frame";
import { ListSearch } from "./list-search";

const PAUSE_MS = 200;

type Change = Parameters<typeof changePerson>[0]["change"];
type Act = (person: AdminPerson, change: Change) => void;

const said = (name: string, change: Change): string => {
  if (change.disabled !== undefined) {
    return change.disabled ? `${name} can no longer sign in.` : `${name} can sign in again.`;
  }
  return change.role === "admin" ? `${name} is an admin now.` : `${name} is a member again.`;
};

/** Everybody with an account; make admins, and close accounts. */
export const PeopleTab = ({ selfId }: { selfId: string }) => {
  const client = useQueryClient();
  const [typed, setTyped] = useState("");
  const query = useInfiniteQuery(adminPeopleQuery(useDebounced(typed.trim(), PAUSE_MS)));
  const people = query.data?.pages.flatMap((page) => page.people) ?? [];
  const [closing, setClosing] = useState<AdminPerson | null>(null);
  const change = useMutation({
    mutationFn: changePerson,
    onSuccess: (person, asked) => toast.success(said(person.name, asked.change)),
    onError: (error) => toast.error(errorSentence(error)),
    onSettled: () => {
      setClosing(null);
      return client.invalidateQueries({ queryKey: keys.admin });
    },
  });
  const act: Act = (person, wanted) => {
    if (wanted.disabled === true) setClosing(person);
    else change.mutate({ id: person.id, change: wanted });
  };

  return (
    <div className="flex flex-col gap-4">
      <ListSearch label="Find by name or e-mail" value={typed} onChange={setTyped} />
      <ListFrame
        query={query}
        isEmpty={query.isSuccess && people.length === 0}
        emptyText={typed === "" ? "Nobody has an account yet." : "Nobody is called that."}
      >
        {people.length > 0 && (
          <Table label="People">
            <thead>
              <tr>
                <HeadCell>Name</HeadCell>
                <HeadCell>Role</HeadCell>
                <HeadCell className="text-right max-md:hidden">Meetings</HeadCell>
                <HeadCell className="pl-8 max-md:hidden">Since</HeadCell>
                <HeadCell>
                  <span className="sr-only">Actions</span>
                </HeadCell>
              </tr>
            </thead>
            <tbody>
              {people.map((person) => (
                <PersonRow
                  key={person.id}
                  person={person}
                  isSelf={person.id === selfId}
                  onChange={act}
                />
              ))}
            </tbody>
          </Table>
        )}
      </ListFrame>
      <AlertDialog
        open={closing !== null}
        onOpenChange={(open) => !open && setClosing(null)}
        title={`Close the account of ${closing?.name ?? ""}?`}
        description="They are signed out at once and cannot sign in again. Their meetings stay. You can open the account again at any time."
        confirm="Close the account"
        busy={change.isPending}
        onConfirm={() =>
          closing !== null && change.mutate({ id: closing.id, change: { disabled: true } })
        }
      />
    </div>
  );
};

const PersonRow = ({
  person,
  isSelf,
  onChange,
}: {
  person: AdminPerson;
  isSelf: boolean;
  onChange: Act;
}) => (
  <Row>
    <Cell>
      <div className="flex items-center md:min-w-52 gap-3">
        <Avatar
          name={person.name}
          colour={colourOf(person.id)}
          size="md"
          className="max-md:hidden"
        />
        <div className="min-w-0">
          <div className="font-semibold [overflow-wrap:anywhere]">
            {person.name}
            {isSelf && <span className="font-normal text-ink-3"> (you)</span>}
          </div>
          <div className="text-ink-2 text-sm [overflow-wrap:anywhere]">{person.email}</div>
        </div>
      </div>
    </Cell>
    <Cell>
      {person.disabled ? (
        <Badge tone="warn">Closed</Badge>
      ) : (
        <Badge tone={person.role === "admin" ? "accent" : "neutral"}>
          {person.role === "admin" ? "Admin" : "Member"}
        </Badge>
      )}
    </Cell>
    <Cell className="text-right max-md:hidden">{person.meetings}</Cell>
    <Cell className="whitespace-nowrap pl-8 text-ink-2 max-md:hidden">
      {longDate(person.createdAt)}
    </Cell>
    <Cell className="text-right">
      {!isSelf && (
        <Menu>
          <MenuTrigger asChild>
            <IconButton label={`Change ${person.name}`} size="sm">
              <Ellipsis aria-hidden />
            </IconButton>
          </MenuTrigger>
          <MenuContent align="end">
            {!person.disabled &&
              (person.role === "admin" ? (
                <MenuItem onSelect={() => onChange(person, { role: "member" })}>
                  Make a member again
                </MenuItem>
              ) : (
                <MenuItem onSelect={() => onChange(person, { role: "admin" })}>
                  Make an admin
                </MenuItem>
              ))}
            {person.disabled ? (
              <MenuItem onSelect={() => onChange(person, { disabled: false })}>
                Open the account again
              </MenuItem>
            ) : (
              <MenuItem danger onSelect={() => onChange(person, { disabled: true })}>
                Close the account…
              </MenuItem>
            )}
          </MenuContent>
        </Menu>
      )}
    </Cell>
  </Row>
);
