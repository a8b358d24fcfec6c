// Draws the API's schema. A file of its own, because the content policy allows no script inside a page.
const root = document.getElementById("swagger-ui");
SwaggerUIBundle({
  url: root.dataset.schema,
  domNode: root,
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  supportedSubmitMethods: ["get"],
  validatorUrl: null, // nothing is sent to a validator elsewhere
});
