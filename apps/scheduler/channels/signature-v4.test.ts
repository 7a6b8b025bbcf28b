import { expect, test } from '@jest/globals';
import { signedHeaders } from './signature-v4.ts';

/** Examples that Amazon publishes with their signatures: “Authenticating Requests: Using the Authorization Header”. */
const key = {
  id: 'AKIAIOSFODNN7EXAMPLE',
  secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
};
const at = Date.parse('2013-05-24T00:00:00Z');

test('an object is put with the signature that Amazon publishes for it', () => {
  const { authorization } = signedHeaders(
    {
      method: 'PUT',
      url: 'https://examplebucket.s3.amazonaws.com/test$file.text',
      headers: { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
      body: 'Welcome to Amazon S3.',
      at,
    },
    key,
  );
  expect(authorization).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,' +
      'SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class,' +
      'Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  );
});

test('an object is got with the signature that Amazon publishes for it', () => {
  const url = 'https://examplebucket.s3.amazonaws.com/test.txt';
  const { authorization } = signedHeaders({ method: 'GET', url, headers: { range: 'bytes=0-9' }, body: '', at }, key);
  expect(authorization).toMatch(/Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41$/);
});

test('the token of a key that is lent is signed along, and the secret is in no header', () => {
  const headers = signedHeaders(
    { method: 'PUT', url: 'https://s3.example.org/b/o', headers: {}, body: '', at },
    { ...key, sessionToken: 'lent' },
  );
  expect(headers['x-amz-security-token']).toBe('lent');
  expect(headers['authorization']).toContain(';x-amz-security-token,');
  expect(JSON.stringify(headers)).not.toContain(key.secret);
});
