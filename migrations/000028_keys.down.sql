DROP TABLE api_answers, api_keys, services;
