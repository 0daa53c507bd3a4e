/** One application: how to connect it, what it may do, its secret, its end. */
import { Badge, Button, Group, Menu, Modal } from '@mantine/core';
import type { Application } from '@selfsame/client';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { useMay } from '../../api/operator.tsx';
import { answered, isStatus } from '../../api/refusal.ts';
import { Answer } from '../../parts/answer.tsx';
import { confirm } from '../../parts/confirm.tsx';
import { Icon } from '../../parts/icon.tsx';
import { NotFound } from '../../parts/not-found.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { SecretOnce } from '../../parts/secret-once.tsx';
import { useWrite } from '../../parts/use-write.ts';
import { WriteButton } from '../../parts/write-button.tsx';
import { ApplicationForm } from './application-form.tsx';
import { Connect } from './connect.tsx';
import { tellKind } from './kinds.ts';

export default function ApplicationPage() {
  const { applicationId } = useParams({ strict: false }) as { applicationId: string };
  const client = useClient();
  const [secret, setSecret] = useState<string | null>(null);
  const query = useQuery({
    queryKey: ['applications', applicationId],
    queryFn: ({ signal }) =>
      answered(client.GET('/v1/applications/{id}', { params: { path: { id: applicationId } }, signal })),
    // What is being edited does not change under the hands: saving finds out.
    refetchOnWindowFocus: false,
  });
  if (query.data === undefined && isStatus(query.error, 400, 404)) return <NotFound what="application" />;
  const application = query.data;
  return (
    <PageFrame
      title={application?.name ?? 'Application'}
      beside={
        application && (
          <Badge variant="light" color="gray">
            {tellKind(application)}
          </Badge>
        )
      }
      actions={application && <Actions application={application} onSecret={setSecret} />}
    >
      <Answer of={query} what="Loading the application">
        {(there) => (
          <>
            <Connect application={there} />
            <ApplicationForm key={there.updated_at} application={there} onSecret={setSecret} />
          </>
        )}
      </Answer>
      <Modal
        opened={secret !== null}
        onClose={() => setSecret(null)}
        title="The application has a new secret"
        closeOnClickOutside={false}
        closeOnEscape={false}
      >
        {secret !== null && <SecretOnce label="Client secret" value={secret} />}
        <Group justify="flex-end" mt="sm">
          <Button onClick={() => setSecret(null)}>I have kept it</Button>
        </Group>
      </Modal>
    </PageFrame>
  );
}

function Actions({ application, onSecret }: { application: Application; onSecret: (secret: string) => void }) {
  const client = useClient();
  const navigate = useNavigate();
  const may = useMay('applications:write');
  const params = { path: { id: application.id } };
  const changeSecret = useWrite({
    run: () => answered(client.POST('/v1/applications/{id}/secret', { params })),
    changes: [['applications']],
    after: ({ client_secret }) => client_secret !== null && onSecret(client_secret),
  });
  const remove = useWrite({
    run: () => answered(client.DELETE('/v1/applications/{id}', { params })),
    changes: [],
    done: `“${application.name}” is removed.`,
    after: () => void navigate({ to: '/applications' }),
  });
  const askSecret = async () => {
    const yes = await confirm({
      title: `Give “${application.name}” a new secret?`,
      body: 'The one that it has is good for nothing from then on: until it has the new one, it signs nobody in.',
      action: 'Give a new secret',
      dangerous: true,
    });
    if (yes) changeSecret.mutate();
  };
  const askRemove = async () => {
    const yes = await confirm({
      title: `Remove “${application.name}”?`,
      body:
        'It signs nobody in from then on. Its codes and refresh tokens go with it; access tokens that are JWTs are good until they ' +
        'expire. Its users stay.',
      action: 'Remove',
      dangerous: true,
    });
    if (yes) remove.mutate();
  };
  if (!may) {
    return (
      <WriteButton scope="applications:write" variant="default" onClick={() => undefined}>
        Change
      </WriteButton>
    );
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" rightSection={<Icon name="chevronDown" size={12} />} loading={remove.isPending}>
          Change
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {application.token_endpoint_auth_method !== 'none' && (
          <Menu.Item leftSection={<Icon name="refresh" />} onClick={() => void askSecret()}>
            Give a new secret
          </Menu.Item>
        )}
        <Menu.Item leftSection={<Icon name="trash" />} onClick={() => void askRemove()}>
          Remove
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
