// Pushes and queries at fixed rates: k6 run -e URL=http://127.0.0.1:3100 -e PUSHES=50 -e QUERIES=5 deploy/k6/millrace.js
import http from 'k6/http';
import { check } from 'k6';

const url = __ENV.URL || 'http://127.0.0.1:3100';
const headers = { 'Content-Type': 'application/json', 'X-Scope-OrgID': __ENV.TENANT || 'fake' };
const duration = __ENV.DURATION || '1m';

export const options = {
  scenarios: {
    push: {
      executor: 'constant-arrival-rate',
      exec: 'push',
      rate: Number(__ENV.PUSHES || 50),
      timeUnit: '1s',
      duration,
      preAllocatedVUs: 50,
      maxVUs: 500,
    },
    query: {
      executor: 'constant-arrival-rate',
      exec: 'query',
      rate: Number(__ENV.QUERIES || 5),
      timeUnit: '1s',
      duration,
      preAllocatedVUs: 10,
      maxVUs: 100,
    },
  },
  thresholds: {
    'checks': ['rate>0.999'],
    'http_req_duration{scenario:push}': ['p(99)<1000'],
    'http_req_duration{scenario:query}': ['p(99)<5000'],
  },
};

export function push() {
  // Nanoseconds are too large for a number of JavaScript's, so their last digits are appended.
  const millis = Date.now();
  const values = [];
  for (let i = 0; i < 1000; i++) {
    const status = Math.random() < 0.05 ? 500 : 200;
    const line = `level=info method=GET path=/items/${Math.floor(Math.random() * 10000)} status=${status}`;
    values.push([`${millis}${String(i).padStart(6, '0')}`, line]);
  }
  const stream = { job: 'k6', vu: String(__VU % 100) };
  const answer = http.post(`${url}/loki/api/v1/push`, JSON.stringify({ streams: [{ stream, values }] }), { headers });
  check(answer, { 'push is acknowledged': (r) => r.status === 204 });
}

const queries = [
  '{job="k6"} |= "status=500"',
  'sum by (vu) (count_over_time({job="k6"}[1m]))',
  '{job="k6"} | logfmt | status >= 500',
];

export function query() {
  const text = queries[Math.floor(Math.random() * queries.length)];
  const answer = http.get(`${url}/loki/api/v1/query_range?query=${encodeURIComponent(text)}`, { headers });
  check(answer, { 'query is answered': (r) => r.status === 200 });
}
