// The one cipher that is measured, so that no server is compared by the choice of its OpenSSL.

export const cipher = 'TLS_AES_256_GCM_SHA384';
export const minVersion = 'TLSv1.3';
