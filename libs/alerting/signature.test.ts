import { describe, expect, test } from '@jest/globals';
import { signatureHeaders } from '#alerting';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: 1_614_265_330_999, body: '{"test": 2432232314}' };
const expected = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

describe('the signature of a webhook', () => {
  test('is that of the published vector of Standard Webhooks, its time in whole seconds', () => {
    expect(signatureHeaders({ ...message, secrets: [secret] })).toEqual({
      'webhook-id': message.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': expected,
    });
  });

  test('is made with both secrets during a rotation', () => {
    const other = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
    const { 'webhook-signature': signature } = signatureHeaders({ ...message, secrets: [other, secret] });
    expect(signature).toMatch(/^v1,\S+ v1,\S+$/);
    expect(signature?.endsWith(` ${expected}`)).toBe(true);
  });

  test('covers the body in UTF-8', () => {
    const signed = (body: string) => signatureHeaders({ ...message, body, secrets: [secret] })['webhook-signature'];
    expect(signed('ä')).not.toBe(signed('a'));
  });

  test.each([
    'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    'whsec_',
    'whsec_c2hvcnQ=',
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2La!aSw',
    `whsec_${Buffer.alloc(65).toString('base64')}`,
  ])('refuses the secret %s without showing it', (wrong) => {
    const sign = () => signatureHeaders({ ...message, secrets: [wrong] });
    expect(sign).toThrow(/must be whsec_ and base64 of 24 to 64 bytes$/);
  });

  test('refuses an id that would shift what is signed', () => {
    expect(() => signatureHeaders({ ...message, id: 'a.b', secrets: [secret] })).toThrow(/has a dot/);
  });
});
