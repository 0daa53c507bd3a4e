-- Who may work in the console: users of the operators' tenant, and what each may do.
create table operators (
  tenant_id uuid not null references tenants (id) on delete cascade,
  user_id uuid not null,
  role text not null check (role in ('read_only', 'operator', 'owner')),
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  primary key (tenant_id, user_id),
  foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
);
