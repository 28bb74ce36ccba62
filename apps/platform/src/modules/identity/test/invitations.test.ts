import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testKernel } from '../../../../test/support/test-kernel.ts';
import { createIdentity } from '../module.ts';

test('inviting somebody who works here already takes no role away, so the last administrator stays one', async () => {
  const kit = await testKernel({ modules: ['identity'] });
  try {
    const { service } = createIdentity(kit.kernel, { erasurePorts: [] });
    const { tenant } = await service.createTenant({ kind: 'operator', ars: null, slug: 'betrieb', name: 'Betrieb' });
    const email = 'carla@betrieb.example';
    const rolesNow = async () => (await kit.database.admin('select roles from identity.staff'))[0]?.['roles'];
    await kit.kernel.db.tx({ tenant: tenant.id }, async (tx) => {
      const who = { tenant: tenant.id, email, issuer: 'https://idp.example', subject: 'carla', displayName: 'Carla' };
      await service.inviteStaff(tx, { tenant: tenant.id, email, roles: ['case-worker'], lang: 'de' });
      await service.inviteStaff(tx, { tenant: tenant.id, email, roles: ['operator', 'admin'], lang: 'de' });
      await service.enrolStaff(tx, { ...who, roles: ['operator', 'admin'] });
      await service.inviteStaff(tx, { tenant: tenant.id, email, roles: ['case-worker'], lang: 'de' });
    });
    assert.deepEqual(await rolesNow(), ['operator', 'admin']);
  } finally {
    await kit.close();
  }
});
