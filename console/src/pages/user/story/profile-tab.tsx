/** The fields of a user that have names: edited together, saved as what has changed of them. */
import { Answer } from '../../../parts/answer.tsx';
import { useUser } from '../picture/queries.ts';
import { ProfileForm } from './profile-form.tsx';

export default function ProfileTab({ userId }: { userId: string }) {
  const user = useUser(userId);
  return (
    <Answer of={user} what="Loading the profile">
      {(known) => <ProfileForm user={known} />}
    </Answer>
  );
}
