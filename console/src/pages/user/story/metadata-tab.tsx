/** The documents that are kept with a user: what the person may change of it, what only applications may, and further claims. */
import { Stack } from '@mantine/core';
import { Answer } from '../../../parts/answer.tsx';
import { useUser } from '../picture/queries.ts';
import { DocumentEditor, type DocumentField } from './document-editor.tsx';

const documents: { field: DocumentField; title: string; description: string }[] = [
  {
    field: 'user_metadata',
    title: 'User metadata',
    description: 'What the person may change, such as preferences. Applications can read it.',
  },
  {
    field: 'app_metadata',
    title: 'App metadata',
    description: 'What only applications and operators may change, such as a plan or roles. Policies can ask for it.',
  },
  {
    field: 'profile',
    title: 'Further claims',
    description: 'Standard claims beside those of the profile: birthdate, gender, website, zoneinfo, …',
  },
];

export default function MetadataTab({ userId }: { userId: string }) {
  const user = useUser(userId);
  return (
    <Answer of={user} what="Loading the metadata">
      {(known) => (
        <Stack gap="lg">
          {documents.map((each) => (
            <DocumentEditor key={each.field} user={known} {...each} />
          ))}
        </Stack>
      )}
    </Answer>
  );
}
