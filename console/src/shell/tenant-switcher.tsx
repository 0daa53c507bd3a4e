import { Button, Menu, Text } from '@mantine/core';
import { useTenant } from '../api/tenant.tsx';
import { Icon } from '../parts/icon.tsx';
import classes from './tenant-switcher.module.css';

const shownMax = 30;

export function TenantSwitcher() {
  const { tenant, tenants, choose } = useTenant();
  return (
    <Menu position="bottom-start" width={260} withinPortal={false}>
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          h={34}
          rightSection={<Icon name="chevronDown" size={12} />}
          aria-label={`Tenant: ${tenant.name}`}
          classNames={{ root: classes.button, label: classes.label }}
        >
          {tenant.name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah="70dvh" className={classes.list}>
        <Menu.Label>Tenant to work in</Menu.Label>
        {tenants.slice(0, shownMax).map(({ id, name, slug }) => (
          <Menu.Item
            key={id}
            onClick={() => choose(id)}
            leftSection={<Icon name={id === tenant.id ? 'check' : 'tenants'} size={14} />}
            aria-current={id === tenant.id || undefined}
          >
            {name}
            <Text size="xs" c="dimmed">
              {slug}
            </Text>
          </Menu.Item>
        ))}
        {tenants.length > shownMax && (
          <Menu.Label>{tenants.length - shownMax} more: find them on the page of tenants</Menu.Label>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
