/** A post by the browser, for a service that shows a page of its own first. */

/**
 * Let the browser post the form, with all that the script has added.
 * @param {HTMLFormElement} form
 * @param {FormData} data
 */
export function postWithoutScript(form, data) {
  const add = ({ formData }) => {
    for (const [name, value] of data) if (!formData.has(name)) formData.append(name, value);
  };
  form.addEventListener("formdata", add, { once: true });
  HTMLFormElement.prototype.submit.call(form);
}
