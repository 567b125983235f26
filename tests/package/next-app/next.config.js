// The proxy of a Portaria Worker, under the page's own origin.
export default {
  rewrites: async () => [
    { source: "/api/:path*", destination: `${process.env.API_ORIGIN}/api/:path*` },
  ],
};
